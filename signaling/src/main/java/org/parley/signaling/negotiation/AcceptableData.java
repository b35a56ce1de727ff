package org.parley.signaling.negotiation;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataLine;
import org.parley.media.api.Mid;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.DataAttribute;
import org.parley.signaling.negotiation.sdp.MediaDescription;

/**
 * Data channels (RFC 8841).
 *
 * @param line for the media plane
 * @param byMap whether the SCTP port stands in the m-line, explained by {@code a=sctpmap}, as in
 *     drafts of RFC 8841
 */
record AcceptableData(DataLine line, boolean byMap, MediaDescription offer)
    implements AcceptableLine {
  static final String MEDIA = "application";

  /** RFC 8841 section 4.3. */
  static final String FORMAT = "webrtc-datachannel";

  /** RFC 8841 section 4; TCP tells of the candidates alone, what is above DTLS is the same. */
  private static final Set<String> PROTOCOLS = Set.of("UDP/DTLS/SCTP", "TCP/DTLS/SCTP");

  private static final String PROTOCOL_BY_MAP = "DTLS/SCTP";

  /**
   * @return null when it is something else, or does not say which port of SCTP it means
   */
  static @Nullable AcceptableData of(Mid mid, MediaDescription offer) {
    if (!offer.media().equals(MEDIA)) {
      return null;
    }
    boolean byMap = offer.protocol().equals(PROTOCOL_BY_MAP);
    int port = byMap ? mappedPort(offer) : port(offer);
    if (port <= 0) {
      return null;
    }
    return new AcceptableData(
        new DataLine(mid, port, maxMessageSize(offer.attributes())), byMap, offer);
  }

  /** RFC 8841 section 5.1: there is no default; 0 ends the association. */
  private static int port(MediaDescription offer) {
    DataAttribute.SctpPort port = offer.attributes().first(DataAttribute.SctpPort.class);
    boolean channels =
        PROTOCOLS.contains(offer.protocol()) && offer.formats().getFirst().equals(FORMAT);
    return channels && port != null ? port.port() : 0;
  }

  private static int mappedPort(MediaDescription offer) {
    for (DataAttribute.SctpMap map : offer.attributes().of(DataAttribute.SctpMap.class)) {
      boolean named = offer.formats().getFirst().equals(Integer.toString(map.port()));
      if (named && map.protocol().equals(FORMAT)) {
        return map.port();
      }
    }
    return 0;
  }

  private static int maxMessageSize(AttributeList attributes) {
    DataAttribute.MaxMessageSize size = attributes.first(DataAttribute.MaxMessageSize.class);
    return size == null ? DataLine.DEFAULT_MAX_MESSAGE_SIZE : size.bytes();
  }

  @Override
  public Mid mid() {
    return line.mid();
  }
}
