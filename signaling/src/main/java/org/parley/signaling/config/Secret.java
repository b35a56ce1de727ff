package org.parley.signaling.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that no log, message or toString shows. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  public String value() {
    return value;
  }

  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
