package org.parley.media.api;

import java.util.Map;

/**
 * One configuration of a codec.
 *
 * @param clockRate RTP clock in Hz
 * @param channels 1 for video
 * @param parameters the format parameters of {@code a=fmtp}, names in lower case
 */
public record Codec(CodecType type, int clockRate, int channels, Map<String, String> parameters) {
  public Codec {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Whether a decoder negotiated as this can decode a stream negotiated as {@code stream}: the same
   * codec, clock and channels, and equal H.264 profile (RFC 6184 section 8.2.2), VP9 profile (RFC
   * 9628) or AV1 profile. Levels are asymmetric and do not count. Packetization mode 1 of H.264
   * allows all that mode 0 does (RFC 6184 section 6.3), not the other way round.
   */
  public boolean canDecode(Codec stream) {
    if (type != stream.type || clockRate != stream.clockRate || channels != stream.channels) {
      return false;
    }
    return switch (type) {
      case OPUS, RED, PCMU, PCMA, VP8 -> true;
      case VP9 -> parameter("profile-id", "0").equals(stream.parameter("profile-id", "0"));
      case AV1 -> parameter("profile", "0").equals(stream.parameter("profile", "0"));
      case H264 ->
          h264Profile().equals(stream.h264Profile())
              && (parameter("packetization-mode", "0").equals("1")
                  || stream.parameter("packetization-mode", "0").equals("0"));
    };
  }

  private String parameter(String name, String absent) {
    return parameters.getOrDefault(name, absent);
  }

  /**
   * profile_idc and the constraint bits that tell baseline from constrained baseline (RFC 6184
   * section 8.1).
   */
  private String h264Profile() {
    String id = parameter("profile-level-id", "42000a");
    if (!id.matches("[0-9a-fA-F]{6}")) {
      return "invalid";
    }
    int idc = Integer.parseInt(id.substring(0, 2), 16);
    int constraints = Integer.parseInt(id.substring(2, 4), 16);
    boolean constrainedBaseline =
        (idc == 0x42 && (constraints & 0x40) != 0)
            || (idc == 0x4D && (constraints & 0x80) != 0)
            || (idc == 0x58 && (constraints & 0xC0) == 0xC0);
    return constrainedBaseline ? "constrained-baseline" : idc + "/" + (constraints & 0x0C);
  }
}
