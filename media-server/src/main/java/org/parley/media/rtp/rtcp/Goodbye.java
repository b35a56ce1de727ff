package org.parley.media.rtp.rtcp;

import java.util.List;

/**
 * RFC 3550 section 6.6.
 *
 * @param sources SSRCs, at most 31
 * @param reason at most 255 bytes of UTF-8; empty when none is given
 */
public record Goodbye(List<Integer> sources, String reason) implements RtcpPacket {
  public Goodbye {
    sources = List.copyOf(sources);
  }
}
