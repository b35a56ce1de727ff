package org.parley.signaling.main;

import org.parley.signaling.config.ConfigException;
import org.parley.signaling.config.ConfigSource;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.Reading;

/** The configuration that a program starts with, and where it came from. */
record Setup(ConfigSource source, Reading reading) {

  static Setup read(ConfigSource source) throws ConfigException {
    return new Setup(source, source.read());
  }

  ParleyConfig config() {
    return reading.config();
  }
}
