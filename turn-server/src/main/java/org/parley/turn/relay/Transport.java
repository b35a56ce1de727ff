package org.parley.turn.relay;

/** How a client reaches us. */
public enum Transport {
  UDP(false),
  TCP(true),
  TLS(true),
  DTLS(false);

  final boolean stream;

  Transport(boolean stream) {
    this.stream = stream;
  }
}
