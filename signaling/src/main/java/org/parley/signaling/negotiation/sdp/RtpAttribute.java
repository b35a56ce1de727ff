package org.parley.signaling.negotiation.sdp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Payload formats and header extensions. */
public sealed interface RtpAttribute extends Attribute {

  /**
   * RFC 8866 section 6.6.
   *
   * @param channels 1 where the line names none
   */
  record RtpMap(int payloadType, String encodingName, int clockRate, int channels)
      implements RtpAttribute {

    static @Nullable RtpMap parse(String value) {
      String[] words = Grammar.words(value);
      if (words.length != 2) {
        return null;
      }
      String[] encoding = words[1].split("/", -1);
      if (encoding.length < 2 || encoding.length > 3 || !Grammar.isToken(encoding[0], 64)) {
        return null;
      }
      int payloadType = (int) Grammar.number(words[0], 127);
      int clockRate = (int) Grammar.number(encoding[1], 1_000_000);
      int channels = encoding.length == 3 ? (int) Grammar.number(encoding[2], 255) : 1;
      return payloadType < 0 || clockRate < 1 || channels < 1
          ? null
          : new RtpMap(payloadType, encoding[0], clockRate, channels);
    }

    @Override
    public String text() {
      String line = "rtpmap:" + payloadType + " " + encodingName + "/" + clockRate;
      return channels == 1 ? line : line + "/" + channels;
    }
  }

  /**
   * RFC 8866 section 6.15.
   *
   * @param parameters in order, names in lower case; a parameter without {@code =}, as RED's {@code
   *     111/111}, is a name with an empty value
   */
  record FormatParameters(int payloadType, Map<String, String> parameters) implements RtpAttribute {
    private static final int MAX_PARAMETERS = 32;

    public FormatParameters {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static @Nullable FormatParameters parse(String value) {
      int space = value.indexOf(' ');
      int payloadType = space < 0 ? -1 : (int) Grammar.number(value.substring(0, space), 127);
      if (payloadType < 0) {
        return null;
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      for (String parameter : value.substring(space + 1).split(";")) {
        String text = parameter.strip();
        if (text.isEmpty()) {
          continue;
        }
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        String content = equals < 0 ? "" : text.substring(equals + 1).strip();
        boolean wellFormed =
            Grammar.isVisible(name, 256)
                && (content.isEmpty() || Grammar.isVisible(content, 1024))
                && parameters.size() < MAX_PARAMETERS;
        if (!wellFormed) {
          return null;
        }
        parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), content);
      }
      return new FormatParameters(payloadType, parameters);
    }

    @Override
    public String text() {
      StringJoiner text = new StringJoiner(";", "fmtp:" + payloadType + " ", "");
      parameters.forEach((name, value) -> text.add(value.isEmpty() ? name : name + "=" + value));
      return text.toString();
    }
  }

  /**
   * RFC 4585 section 4.2.
   *
   * @param payloadType {@link #ALL} for {@code *}
   * @param feedback for example {@code nack pli}
   */
  record RtcpFeedbackLine(int payloadType, String feedback) implements RtpAttribute {
    public static final int ALL = -1;

    static @Nullable RtcpFeedbackLine parse(String value) {
      int space = value.indexOf(' ');
      if (space < 0) {
        return null;
      }
      String target = value.substring(0, space);
      String feedback = value.substring(space + 1).strip().replaceAll(" +", " ");
      int payloadType = target.equals("*") ? ALL : (int) Grammar.number(target, 127);
      boolean malformed = payloadType < 0 && !target.equals("*");
      return malformed || !Grammar.isVisible(feedback.replace(" ", ""), 128)
          ? null
          : new RtcpFeedbackLine(payloadType, feedback);
    }

    @Override
    public String text() {
      return "rtcp-fb:" + (payloadType == ALL ? "*" : payloadType) + " " + feedback;
    }
  }

  /** RFC 8285 section 8. Extension attributes behind the URI are left out. */
  record ExtMap(int id, Direction direction, String uri) implements RtpAttribute {

    static @Nullable ExtMap parse(String value) {
      String[] words = Grammar.words(value);
      String[] entry = words[0].split("/", -1);
      if (words.length < 2 || entry.length > 2 || !Grammar.isVisible(words[1], 256)) {
        return null;
      }
      // RFC 8285 section 7: 4096 to 4351 are placeholders in offers of too many extensions.
      int id = (int) Grammar.number(entry[0], 4351);
      Direction direction = entry.length == 1 ? Direction.SENDRECV : Direction.parse(entry[1]);
      return id < 1 || direction == null ? null : new ExtMap(id, direction, words[1]);
    }

    @Override
    public String text() {
      String suffix = direction == Direction.SENDRECV ? "" : "/" + direction.text();
      return "extmap:" + id + suffix + " " + uri;
    }
  }
}
