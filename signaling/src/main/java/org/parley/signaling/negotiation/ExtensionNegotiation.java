package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.HeaderExtension;
import org.parley.media.api.HeaderExtensionType;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.Direction;
import org.parley.signaling.negotiation.sdp.RtpAttribute.ExtMap;

/**
 * Of an offer's header extensions those that we know, with the ids of the offer (RFC 8285).
 *
 * <p>The m-lines share a transport, so an id means one extension on all of them and an extension
 * has one id (RFC 8285 section 5); where an offer says otherwise, the first m-line's word counts.
 */
final class ExtensionNegotiation {
  private static final int MAX_ONE_BYTE_ID = 14;
  private static final int RESERVED_ID = 15;
  private static final int MAX_TWO_BYTE_ID = 255;

  /**
   * @param answer as the answer says it
   */
  record Agreed(HeaderExtension extension, ExtMap answer) {}

  private final Map<Integer, HeaderExtensionType> typeOfId = new HashMap<>();
  private final Map<HeaderExtensionType, Integer> idOfType =
      new EnumMap<>(HeaderExtensionType.class);

  /**
   * @param ours the direction of the m-line in our answer
   * @param mixed whether the offer lets one-byte and two-byte headers mix (RFC 8285 section 6)
   */
  List<Agreed> negotiate(AttributeList offer, Direction ours, boolean mixed) {
    List<Agreed> agreed = new ArrayList<>();
    Set<HeaderExtensionType> types = EnumSet.noneOf(HeaderExtensionType.class);
    for (ExtMap offered : offer.of(ExtMap.class)) {
      HeaderExtensionType type = type(offered.uri());
      // RFC 8285 section 7: the direction of an extension is the offerer's, like the m-line's.
      boolean flows =
          ours == Direction.INACTIVE
              || (ours.receives() && offered.direction().sends())
              || (ours.sends() && offered.direction().receives());
      boolean takes = type != null && flows && isUsableId(offered.id(), mixed);
      if (!takes || type == null || !isConsistent(offered.id(), type) || !types.add(type)) {
        continue;
      }
      agreed.add(
          new Agreed(
              new HeaderExtension(offered.id(), type),
              new ExtMap(offered.id(), offered.direction().mirrored(), type.uri())));
    }
    return agreed;
  }

  /** Notes the pair where neither half is taken by another. */
  private boolean isConsistent(int id, HeaderExtensionType type) {
    HeaderExtensionType holder = typeOfId.putIfAbsent(id, type);
    if (holder != null && holder != type) {
      return false;
    }
    Integer held = idOfType.putIfAbsent(type, id);
    if (held != null && held != id) {
      if (holder == null) {
        typeOfId.remove(id);
      }
      return false;
    }
    return true;
  }

  private static boolean isUsableId(int id, boolean mixed) {
    return id <= MAX_ONE_BYTE_ID || (mixed && id != RESERVED_ID && id <= MAX_TWO_BYTE_ID);
  }

  private static @Nullable HeaderExtensionType type(String uri) {
    for (HeaderExtensionType type : HeaderExtensionType.values()) {
      if (type.uri().equals(uri)) {
        return type;
      }
    }
    return null;
  }
}
