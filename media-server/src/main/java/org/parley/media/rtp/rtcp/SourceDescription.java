package org.parley.media.rtp.rtcp;

import java.util.List;

/**
 * RFC 3550 section 6.5.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           SSRC/CSRC                           |  per chunk
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     type      |     length    |  text ...                     |  items, then zero octets
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param chunks at most 31
 */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
  public static final int CNAME = 1;

  public SourceDescription {
    chunks = List.copyOf(chunks);
  }

  /** What is said of one source. */
  public record Chunk(int ssrc, List<Item> items) {
    public Chunk {
      items = List.copyOf(items);
    }
  }

  /**
   * @param type 1 to 255
   * @param text at most 255 bytes of UTF-8
   */
  public record Item(int type, String text) {}

  /** A description of one source by its canonical name alone. */
  public static SourceDescription ofCname(int ssrc, String cname) {
    return new SourceDescription(List.of(new Chunk(ssrc, List.of(new Item(CNAME, cname)))));
  }
}
