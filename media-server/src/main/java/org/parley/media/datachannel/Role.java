package org.parley.media.datachannel;

/**
 * The side in the DTLS handshake: it decides which streams' numbers are ours (RFC 8832 section 6).
 */
public enum Role {
  CLIENT(0),
  SERVER(1);

  final int firstStream;

  Role(int firstStream) {
    this.firstStream = firstStream;
  }
}
