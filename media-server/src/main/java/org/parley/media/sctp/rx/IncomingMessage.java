package org.parley.media.sctp.rx;

/**
 * A whole message.
 *
 * @param sequence its number in its stream: 16 bits of DATA, 32 of I-DATA
 * @param protocol the payload protocol identifier
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IncomingMessage(
    int stream, boolean unordered, int sequence, int protocol, byte[] payload) {
  /** What the objects around a message take, about. */
  private static final int OVERHEAD = 128;

  /** Bytes of the window that it takes. */
  public int charge() {
    return payload.length + OVERHEAD;
  }
}
