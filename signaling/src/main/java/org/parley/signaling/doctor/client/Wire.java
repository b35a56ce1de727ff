package org.parley.signaling.doctor.client;

import java.io.IOException;
import java.time.Duration;

/** Carries whole messages, STUN or ChannelData, between a client and its server. */
public interface Wire extends AutoCloseable {
  void send(byte[] message) throws IOException;

  /**
   * @throws java.net.SocketTimeoutException when nothing comes
   * @throws IOException when nothing can come any more
   */
  byte[] receive(Duration wait) throws IOException;

  /** Whether what was lost must be sent again. */
  boolean loses();

  @Override
  void close() throws IOException;
}
