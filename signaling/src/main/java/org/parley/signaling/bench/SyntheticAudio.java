package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;

/** Payloads that look like Opus frames of 20 ms (RFC 7587): a TOC byte, a stamp and filling. */
final class SyntheticAudio {
  static final int PAYLOAD_TYPE = 111;
  static final int CLOCK_RATE = 48_000;
  static final int TIMESTAMP_STEP = 960;
  static final int PACKETS_PER_SECOND = 50;

  private static final int LENGTH = 80;

  /** RFC 6716 §3.1: CELT, full band, 20 ms, mono, one frame. */
  private static final int TOC = 0xF8;

  private SyntheticAudio() {}

  /** Writes all but the stamp, for which room is left, and returns the index of that room. */
  static int write(ByteBuf out) {
    out.writeByte(TOC);
    int stamp = out.writerIndex();
    out.writeZero(LENGTH - 1);
    return stamp;
  }

  static int stampOffset(int offset, int length) {
    return 1 + Stamp.LENGTH <= length ? offset + 1 : -1;
  }
}
