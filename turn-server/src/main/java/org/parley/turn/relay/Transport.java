package org.parley.turn.relay;

/** How a client reaches us. */
public enum Transport {
  UDP(false, false),
  TCP(true, false),
  TLS(true, true),
  DTLS(false, true);

  final boolean stream;
  final boolean secure;

  Transport(boolean stream, boolean secure) {
    this.stream = stream;
    this.secure = secure;
  }
}
