package org.parley.signaling.negotiation.sdp;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the text behind {@code a=}. */
final class Attributes {

  /**
   * Those that decide who may connect and which m-line is which: a description that gets one of
   * these wrong is refused. Others that are malformed are left out, as unknown ones are.
   */
  private static final Set<String> STRICT =
      Set.of("mid", "group", "setup", "fingerprint", "ice-ufrag", "ice-pwd");

  private Attributes() {}

  /** Whether a malformed attribute makes the whole description malformed. */
  static boolean isStrict(String text) {
    return STRICT.contains(name(text));
  }

  /**
   * @return null when unknown or malformed
   */
  static @Nullable Attribute parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      Flag flag = Flag.parse(text);
      return flag != null ? flag : Direction.parse(text);
    }
    String value = text.substring(colon + 1);
    return switch (name(text)) {
      case "mid" -> TransportAttribute.MediaId.parse(value);
      case "group" -> TransportAttribute.Group.parse(value);
      case "setup" -> TransportAttribute.Setup.parse(value);
      case "fingerprint" -> TransportAttribute.CertificateFingerprint.parse(value);
      case "ice-ufrag" -> IceAttribute.UserFragment.parse(value);
      case "ice-pwd" -> IceAttribute.Password.parse(value);
      case "ice-options" -> IceAttribute.Options.parse(value);
      case "candidate" -> candidate(value);
      case "rtpmap" -> RtpAttribute.RtpMap.parse(value);
      case "fmtp" -> RtpAttribute.FormatParameters.parse(value);
      case "rtcp-fb" -> RtpAttribute.RtcpFeedbackLine.parse(value);
      case "extmap" -> RtpAttribute.ExtMap.parse(value);
      case "msid" -> StreamAttribute.MediaStreamId.parse(value);
      case "ssrc" -> StreamAttribute.Source.parse(value);
      case "ssrc-group" -> StreamAttribute.SourceGroup.parse(value);
      case "rid" -> StreamAttribute.RtpStreamId.parse(value);
      case "sctp-port" -> DataAttribute.SctpPort.parse(value);
      case "max-message-size" -> DataAttribute.MaxMessageSize.parse(value);
      case "sctpmap" -> DataAttribute.SctpMap.parse(value);
      case "simulcast" -> StreamAttribute.Simulcast.parse(value);
      default -> null;
    };
  }

  private static @Nullable Attribute candidate(String value) {
    return switch (CandidateGrammar.parse(value)) {
      case CandidateGrammar.Parsed.Usable(var candidate) -> new IceAttribute.Candidate(candidate);
      case CandidateGrammar.Parsed.Unusable(), CandidateGrammar.Parsed.Malformed() -> null;
    };
  }

  static String name(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }
}
