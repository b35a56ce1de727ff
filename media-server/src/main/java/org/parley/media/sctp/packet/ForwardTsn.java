package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which messages will not come any more (RFC 3758 section 3.2).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      new cumulative TSN                       |
 * |            stream             |    stream sequence number     |  any number of times
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param cumulativeTsn up to which all count as received
 */
public record ForwardTsn(int cumulativeTsn, List<Skipped> skipped) implements Chunk {
  static final int FIXED_LENGTH = 4;

  /** The last ordered message of a stream that is skipped. */
  public record Skipped(int stream, int sequence) {
    public static final int LENGTH = 4;
  }

  public ForwardTsn {
    skipped = List.copyOf(skipped);
  }

  static @Nullable ForwardTsn read(ByteBuf in, int from, int to) {
    if (to - from < FIXED_LENGTH || (to - from - FIXED_LENGTH) % Skipped.LENGTH != 0) {
      return null;
    }
    List<Skipped> skipped = new ArrayList<>((to - from) / Skipped.LENGTH);
    for (int at = from + FIXED_LENGTH; at < to; at += Skipped.LENGTH) {
      skipped.add(new Skipped(in.getUnsignedShort(at), in.getUnsignedShort(at + 2)));
    }
    return new ForwardTsn(in.getInt(from), skipped);
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.FORWARD_TSN, 0);
    out.writeInt(cumulativeTsn);
    for (Skipped each : skipped) {
      out.writeShort(each.stream()).writeShort(each.sequence());
    }
    Tlv.end(out, start);
  }
}
