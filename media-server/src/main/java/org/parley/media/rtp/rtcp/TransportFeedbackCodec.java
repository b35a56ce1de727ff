package org.parley.media.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Packet chunks and deltas of {@link TransportFeedback}
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 sections 3.1.1 to 3.1.5).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0| S |       Run Length        |   run of one symbol
 * |1|0|       14 x 1 bit          |   status vector: not received, small delta
 * |1|1|       7 x 2 bits          |   status vector
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class TransportFeedbackCodec {
  private static final int NOT_RECEIVED = 0;
  private static final int SMALL_DELTA = 1;
  private static final int LARGE_DELTA = 2;

  private static final int FIXED_LENGTH = 16;
  private static final int MAX_RUN = 0x1FFF;
  private static final int ONE_BIT_SYMBOLS = 14;
  private static final int TWO_BIT_SYMBOLS = 7;

  private TransportFeedbackCodec() {}

  /**
   * @param offset of the sender SSRC
   * @param maxPackets what the reader is willing to hold
   * @return null when malformed
   */
  static @Nullable TransportFeedback read(ByteBuf buffer, int offset, int end, int maxPackets) {
    if (end - offset < FIXED_LENGTH) {
      return null;
    }
    int packets = buffer.getUnsignedShort(offset + 10);
    if (packets == 0 || packets > maxPackets) {
      return null;
    }
    int[] deltas = new int[packets];
    int at = readSymbols(buffer, offset + FIXED_LENGTH, end, deltas);
    if (at < 0 || !readDeltas(buffer, at, end, deltas)) {
      return null;
    }
    return new TransportFeedback(
        buffer.getInt(offset),
        buffer.getInt(offset + 4),
        buffer.getUnsignedShort(offset + 8),
        buffer.getMedium(offset + 12),
        buffer.getUnsignedByte(offset + 15),
        deltas);
  }

  /** Fills in symbols; returns the index behind the chunks, or -1. */
  private static int readSymbols(ByteBuf buffer, int first, int end, int[] symbols) {
    int at = first;
    int filled = 0;
    while (filled < symbols.length) {
      if (at + 2 > end) {
        return -1;
      }
      int chunk = buffer.getUnsignedShort(at);
      at += 2;
      if ((chunk & 0x8000) == 0) {
        int run = chunk & MAX_RUN;
        // A run of nothing makes no progress and is no encoding of anything.
        if (run == 0) {
          return -1;
        }
        for (int i = 0; i < run && filled < symbols.length; i++) {
          symbols[filled++] = chunk >> 13 & 3;
        }
      } else {
        int width = (chunk & 0x4000) == 0 ? 1 : 2;
        for (int shift = 14 - width; shift >= 0 && filled < symbols.length; shift -= width) {
          symbols[filled++] = chunk >> shift & (width == 1 ? 1 : 3);
        }
      }
    }
    return at;
  }

  /** Replaces symbols by deltas. */
  private static boolean readDeltas(ByteBuf buffer, int first, int end, int[] deltas) {
    int at = first;
    for (int i = 0; i < deltas.length; i++) {
      int length = deltas[i];
      // Section 3.1.1: symbol 3 is reserved.
      if (length > LARGE_DELTA || at + length > end) {
        return false;
      }
      deltas[i] =
          switch (length) {
            case NOT_RECEIVED -> TransportFeedback.NOT_RECEIVED;
            case SMALL_DELTA -> buffer.getUnsignedByte(at);
            default -> buffer.getShort(at);
          };
      at += length;
    }
    return true;
  }

  static void write(ByteBuf out, TransportFeedback feedback) {
    int[] deltas = feedback.deltas();
    if (deltas.length == 0 || deltas.length > 0xFFFF) {
      throw new IllegalArgumentException("Transport feedback of " + deltas.length + " packets");
    }
    out.writeInt(feedback.senderSsrc());
    out.writeInt(feedback.mediaSsrc());
    out.writeShort(feedback.baseSequence());
    out.writeShort(deltas.length);
    out.writeMedium(feedback.referenceTime());
    out.writeByte(feedback.feedbackCount());
    int written = 0;
    while (written < deltas.length) {
      written += writeChunk(out, deltas, written);
    }
    for (int delta : deltas) {
      switch (symbol(delta)) {
        case NOT_RECEIVED -> {}
        case SMALL_DELTA -> out.writeByte(delta);
        default -> out.writeShort(delta);
      }
    }
  }

  /** Writes the chunk that says most of the packets from {@code first} on; returns how many. */
  private static int writeChunk(ByteBuf out, int[] deltas, int first) {
    int symbol = symbol(deltas[first]);
    int rest = deltas.length - first;
    int run = 1;
    while (run < rest && run < MAX_RUN && symbol(deltas[first + run]) == symbol) {
      run++;
    }
    int oneBit = 0;
    while (oneBit < Math.min(rest, ONE_BIT_SYMBOLS)
        && symbol(deltas[first + oneBit]) != LARGE_DELTA) {
      oneBit++;
    }
    boolean oneBitVector = oneBit == Math.min(rest, ONE_BIT_SYMBOLS);
    int vector = oneBitVector ? oneBit : Math.min(rest, TWO_BIT_SYMBOLS);
    if (run >= vector) {
      out.writeShort(symbol << 13 | run);
      return run;
    }
    int width = oneBitVector ? 1 : 2;
    int chunk = oneBitVector ? 0x8000 : 0xC000;
    for (int i = 0; i < vector; i++) {
      chunk |= symbol(deltas[first + i]) << (14 - width * (i + 1));
    }
    out.writeShort(chunk);
    return vector;
  }

  private static int symbol(int delta) {
    if (delta == TransportFeedback.NOT_RECEIVED) {
      return NOT_RECEIVED;
    }
    return delta >= 0 && delta <= 0xFF ? SMALL_DELTA : LARGE_DELTA;
  }
}
