package org.parley.media.sctp.tx;

/** A message on its way out. */
final class QueuedMessage {
  private static final byte[] NOTHING = new byte[0];

  final OutboundStream stream;
  final int protocol;

  /** Empty once the message is given up. */
  byte[] payload;

  final int length;
  final Delivery delivery;
  private final long queuedNanos;

  /** Set when the first fragment is sent; 16 bits in DATA. */
  int sequence;

  /** Bytes that were sent at least once. */
  int sent;

  int fragments;
  int firstTsn;
  int lastTsn;

  QueuedMessage(
      OutboundStream stream, int protocol, byte[] payload, Delivery delivery, long nowNanos) {
    this.stream = stream;
    this.protocol = protocol;
    this.payload = payload;
    this.length = payload.length;
    this.delivery = delivery;
    this.queuedNanos = nowNanos;
  }

  int left() {
    return length - sent;
  }

  /** What its rest counts for, against the limits. */
  int charge() {
    return left() == 0 ? 0 : SendLimits.charge(left());
  }

  /** Nothing of it will be sent any more. */
  void giveUp() {
    payload = NOTHING;
  }

  boolean begun() {
    return fragments > 0;
  }

  boolean expired(long nowNanos) {
    return delivery.lifetimeNanos() > 0 && nowNanos - queuedNanos >= delivery.lifetimeNanos();
  }
}
