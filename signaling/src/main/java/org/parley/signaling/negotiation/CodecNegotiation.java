package org.parley.signaling.negotiation;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Codec;
import org.parley.media.api.CodecType;
import org.parley.media.api.MediaKind;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.RtcpFeedback;
import org.parley.signaling.negotiation.sdp.MediaDescription;
import org.parley.signaling.negotiation.sdp.RtpAttribute.FormatParameters;
import org.parley.signaling.negotiation.sdp.RtpAttribute.RtcpFeedbackLine;
import org.parley.signaling.negotiation.sdp.RtpAttribute.RtpMap;

/**
 * Of one m-line's payload types those that we can forward, in the order and with the numbers of the
 * offer (RFC 3264 section 6.1).
 */
final class CodecNegotiation {
  private static final Pattern RED_BLOCKS = Pattern.compile("[0-9]{1,3}(/[0-9]{1,3}){1,31}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern PROFILE_LEVEL_ID = Pattern.compile("[0-9a-fA-F]{6}");

  /** RFC 3551 section 6: these need no rtpmap. */
  private static final Map<Integer, RtpMap> STATIC =
      Map.of(0, new RtpMap(0, "PCMU", 8000, 1), 8, new RtpMap(8, "PCMA", 8000, 1));

  private final MediaKind kind;
  private final Set<CodecType> allowed;
  private final Map<Integer, RtpMap> maps;
  private final Map<Integer, Map<String, String>> parameters;
  private final List<RtcpFeedbackLine> feedback;
  private final List<Integer> payloadTypes;

  private CodecNegotiation(MediaKind kind, MediaDescription offer, Set<CodecType> allowed) {
    this.kind = kind;
    this.allowed = allowed;
    this.maps = new HashMap<>(STATIC);
    offer.attributes().of(RtpMap.class).forEach(map -> maps.put(map.payloadType(), map));
    this.parameters =
        offer.attributes().of(FormatParameters.class).stream()
            .collect(
                toMap(
                    FormatParameters::payloadType,
                    FormatParameters::parameters,
                    (first, second) -> first));
    this.feedback = offer.attributes().of(RtcpFeedbackLine.class);
    this.payloadTypes =
        offer.formats().stream()
            .filter(format -> NUMBER.matcher(format).matches())
            .map(Integer::valueOf)
            .filter(CodecNegotiation::isPayloadType)
            .distinct()
            .toList();
  }

  static List<NegotiatedCodec> negotiate(
      MediaKind kind, MediaDescription offer, Set<CodecType> allowed) {
    return new CodecNegotiation(kind, offer, allowed).negotiate();
  }

  private List<NegotiatedCodec> negotiate() {
    Map<Integer, Codec> codecs = new HashMap<>();
    for (int payloadType : payloadTypes) {
      Codec codec = codec(payloadType);
      if (codec != null) {
        codecs.put(payloadType, codec);
      }
    }
    Set<String> opus =
        codecs.entrySet().stream()
            .filter(entry -> entry.getValue().type() == CodecType.OPUS)
            .map(entry -> entry.getKey().toString())
            .collect(toSet());
    codecs
        .values()
        .removeIf(codec -> codec.type() == CodecType.RED && !opus.containsAll(redBlocks(codec)));
    Map<Integer, Integer> retransmissions = retransmissions(codecs);
    List<NegotiatedCodec> negotiated = new ArrayList<>();
    for (int payloadType : payloadTypes) {
      Codec codec = codecs.get(payloadType);
      if (codec != null) {
        int rtx = retransmissions.getOrDefault(payloadType, -1);
        negotiated.add(new NegotiatedCodec(payloadType, codec, rtx, feedback(payloadType)));
      }
    }
    return negotiated;
  }

  /** RFC 5761 section 4: 64 to 95 can not be told from RTCP once the marker bit is set. */
  private static boolean isPayloadType(int number) {
    return number < 64 || (number > 95 && number < 128);
  }

  private @Nullable Codec codec(int payloadType) {
    RtpMap map = maps.get(payloadType);
    if (map == null) {
      return null;
    }
    for (CodecType type : CodecType.values()) {
      boolean offered =
          type.kind() == kind
              && type.encodingName().equalsIgnoreCase(map.encodingName())
              && map.clockRate() == clockRate(type)
              && map.channels() == channels(type);
      if (offered && allowed.contains(type)) {
        Map<String, String> known =
            knownParameters(type, parameters.getOrDefault(payloadType, Map.of()));
        return known == null ? null : new Codec(type, map.clockRate(), map.channels(), known);
      }
    }
    return null;
  }

  private static int clockRate(CodecType type) {
    return switch (type) {
      case OPUS, RED -> 48_000;
      case PCMU, PCMA -> 8_000;
      case VP8, VP9, H264, AV1 -> 90_000;
    };
  }

  private static int channels(CodecType type) {
    return switch (type) {
      // RFC 7587 section 7: always 2, whatever is sent.
      case OPUS, RED -> 2;
      case PCMU, PCMA, VP8, VP9, H264, AV1 -> 1;
    };
  }

  /**
   * The parameters that we understand, which are also those that the answer repeats; all of them
   * describe both directions. Others are left out.
   *
   * @return null when one has a value that we can not forward
   */
  private static @Nullable Map<String, String> knownParameters(
      CodecType type, Map<String, String> offered) {
    return switch (type) {
      // RFC 7587 section 7.1. The sprop- ones describe the offerer as a sender only.
      case OPUS ->
          select(
              offered,
              NUMBER,
              "minptime",
              "useinbandfec",
              "usedtx",
              "stereo",
              "cbr",
              "maxplaybackrate",
              "maxaveragebitrate");
      case RED -> {
        Map<String, String> blocks = new HashMap<>(offered);
        blocks.keySet().removeIf(name -> !RED_BLOCKS.matcher(name).matches());
        yield blocks.size() == 1 ? blocks : null;
      }
      case PCMU, PCMA, VP8 -> Map.of();
      case VP9 -> select(offered, NUMBER, "profile-id");
      case AV1 -> select(offered, NUMBER, "profile", "level-idx", "tier");
      case H264 -> h264Parameters(offered);
    };
  }

  private static @Nullable Map<String, String> h264Parameters(Map<String, String> offered) {
    Map<String, String> known =
        new HashMap<>(select(offered, NUMBER, "level-asymmetry-allowed", "packetization-mode"));
    String profile = offered.get("profile-level-id");
    boolean malformed = profile != null && !PROFILE_LEVEL_ID.matcher(profile).matches();
    // RFC 6184 section 5.4: mode 2 is interleaved, which none of the browsers speaks.
    if (malformed || known.getOrDefault("packetization-mode", "0").equals("2")) {
      return null;
    }
    if (profile != null) {
      known.put("profile-level-id", profile);
    }
    return known;
  }

  private static Map<String, String> select(
      Map<String, String> offered, Pattern pattern, String... names) {
    Map<String, String> selected = new HashMap<>();
    for (String name : names) {
      String value = offered.get(name);
      if (value != null && pattern.matcher(value).matches()) {
        selected.put(name, value);
      }
    }
    return selected;
  }

  /** RFC 2198 section 5: the payload types of primary and redundant blocks. */
  private static Set<String> redBlocks(Codec red) {
    return red.parameters().keySet().stream()
        .flatMap(blocks -> List.of(blocks.split("/")).stream())
        .collect(toSet());
  }

  /**
   * RFC 4588 section 8.6: {@code apt} names what is retransmitted.
   *
   * @return payload types of retransmissions by those of codecs
   */
  private Map<Integer, Integer> retransmissions(Map<Integer, Codec> codecs) {
    Map<Integer, Integer> retransmissions = new HashMap<>();
    for (int payloadType : payloadTypes) {
      RtpMap map = maps.get(payloadType);
      String apt = parameters.getOrDefault(payloadType, Map.of()).getOrDefault("apt", "");
      if (map == null
          || !map.encodingName().equalsIgnoreCase("rtx")
          || !NUMBER.matcher(apt).matches()) {
        continue;
      }
      int associated = Integer.parseInt(apt);
      Codec codec = codecs.get(associated);
      if (codec != null && codec.clockRate() == map.clockRate()) {
        retransmissions.putIfAbsent(associated, payloadType);
      }
    }
    return retransmissions;
  }

  private Set<RtcpFeedback> feedback(int payloadType) {
    Set<String> offered =
        feedback.stream()
            .filter(
                line ->
                    line.payloadType() == payloadType || line.payloadType() == RtcpFeedbackLine.ALL)
            .map(RtcpFeedbackLine::feedback)
            .collect(toSet());
    return Set.of(RtcpFeedback.values()).stream()
        .filter(type -> offered.contains(type.attribute()))
        .collect(toSet());
  }
}
