package org.parley.media.receive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.parley.media.rtp.HeaderExtensionWriter;

/** RTP packets for tests. */
public final class Packets {
  private Packets() {}

  public static ByteBuf rtp(
      int payloadType, int sequence, int timestamp, int ssrc, Ids ids, byte[] payload) {
    ByteBuf out = Unpooled.buffer(1500);
    HeaderExtensionWriter writer = new HeaderExtensionWriter();
    writer.begin(out, false, false, payloadType, sequence, timestamp, ssrc);
    add(writer, Lines.MID_ID, ids.mid());
    add(writer, Lines.RID_ID, ids.rid());
    add(writer, Lines.REPAIRED_ID, ids.repaired());
    writer.finish();
    return out.writeBytes(payload);
  }

  private static void add(HeaderExtensionWriter writer, int id, @Nullable String value) {
    if (value != null) {
      writer.add(id, value.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /**
   * VP8 with a 15-bit picture id and TL0PICIDX (RFC 7741 section 4.2); a key frame of 320x180 or an
   * inter frame.
   */
  public static byte[] vp8(boolean key, int pictureId, int tl0) {
    return new byte[] {
      (byte) 0x90, // X, S
      (byte) 0xC0, // I, L
      (byte) (0x80 | pictureId >> 8),
      (byte) pictureId,
      (byte) tl0,
      (byte) (key ? 0x10 : 0x11), // P bit clear in a key frame
      0,
      0,
      (byte) 0x9D,
      0x01,
      0x2A,
      0x40,
      0x01,
      (byte) 0xB4,
      0x00,
      1,
      2,
      3
    };
  }

  public record Ids(@Nullable String mid, @Nullable String rid, @Nullable String repaired) {
    public static final Ids NONE = new Ids(null, null, null);

    public static Ids mid(String mid) {
      return new Ids(mid, null, null);
    }

    public static Ids rid(String mid, String rid) {
      return new Ids(mid, rid, null);
    }

    public static Ids repaired(String mid, String rid) {
      return new Ids(mid, null, rid);
    }
  }
}
