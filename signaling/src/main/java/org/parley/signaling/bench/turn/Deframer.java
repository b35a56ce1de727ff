package org.parley.signaling.bench.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Cuts a stream into STUN messages and ChannelData (RFC 8656 §12.5). */
final class Deframer {
  private static final int STUN_HEADER = 20;

  private final ByteBuf pending = Unpooled.directBuffer(4_096);

  /** Gets what was cut out; valid during the call. */
  interface Frames {
    void onFrame(ByteBuf frame, long arrivedNanos);
  }

  void add(ByteBuf bytes, long arrivedNanos, Frames frames) {
    pending.writeBytes(bytes);
    while (pending.readableBytes() >= Probe.CHANNEL_HEADER) {
      int at = pending.readerIndex();
      int length = pending.getUnsignedShort(at + 2);
      boolean channel = pending.getUnsignedByte(at) >>> 6 == 1;
      int frame = (channel ? Probe.CHANNEL_HEADER : STUN_HEADER) + length;
      int whole = frame + (-frame & 3);
      if (pending.readableBytes() < whole) {
        break;
      }
      pending.skipBytes(whole);
      frames.onFrame(pending.slice(at, frame), arrivedNanos);
    }
    pending.discardSomeReadBytes();
  }

  void release() {
    pending.release();
  }
}
