package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * I-FORWARD-TSN: which messages will not come any more, where they interleave (RFC 8260 section
 * 2.3.1).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      new cumulative TSN                       |
 * |            stream             |          reserved           |U|  any number of times
 * |                       message identifier                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param cumulativeTsn up to which all count as received
 */
public record InterleavedForwardTsn(int cumulativeTsn, List<Skipped> skipped) implements Chunk {
  private static final int FIXED_LENGTH = 4;

  /** The last message of a stream that is skipped, ordered or unordered. */
  public record Skipped(int stream, boolean unordered, int messageId) {
    public static final int LENGTH = 8;
  }

  public InterleavedForwardTsn {
    skipped = List.copyOf(skipped);
  }

  static @Nullable InterleavedForwardTsn read(ByteBuf in, int from, int to) {
    if (to - from < FIXED_LENGTH || (to - from - FIXED_LENGTH) % Skipped.LENGTH != 0) {
      return null;
    }
    List<Skipped> skipped = new ArrayList<>((to - from) / Skipped.LENGTH);
    for (int at = from + FIXED_LENGTH; at < to; at += Skipped.LENGTH) {
      skipped.add(
          new Skipped(
              in.getUnsignedShort(at), (in.getUnsignedShort(at + 2) & 1) != 0, in.getInt(at + 4)));
    }
    return new InterleavedForwardTsn(in.getInt(from), skipped);
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.I_FORWARD_TSN, 0);
    out.writeInt(cumulativeTsn);
    for (Skipped each : skipped) {
      out.writeShort(each.stream()).writeShort(each.unordered() ? 1 : 0).writeInt(each.messageId());
    }
    Tlv.end(out, start);
  }
}
