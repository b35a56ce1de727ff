package org.parley.signaling.negotiation.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;

/** RFC 8839 section 5. */
public sealed interface IceAttribute extends Attribute {

  /** RFC 8839 section 5.4. */
  record UserFragment(String value) implements IceAttribute {
    static @Nullable UserFragment parse(String value) {
      return Grammar.isIceChars(value, 4, 256) ? new UserFragment(value) : null;
    }

    @Override
    public String text() {
      return "ice-ufrag:" + value;
    }
  }

  /** RFC 8839 section 5.4. */
  record Password(String value) implements IceAttribute {
    static @Nullable Password parse(String value) {
      return Grammar.isIceChars(value, 22, 256) ? new Password(value) : null;
    }

    @Override
    public String text() {
      return "ice-pwd:" + value;
    }

    @Override
    public String toString() {
      return "Password[hidden]";
    }
  }

  /** RFC 8839 section 5.6; {@code trickle} is RFC 8840 section 8.1. */
  record Options(List<String> tags) implements IceAttribute {
    public static final String TRICKLE = "trickle";

    public Options {
      tags = List.copyOf(tags);
    }

    static @Nullable Options parse(String value) {
      List<String> tags = List.of(Grammar.words(value));
      return tags.stream().allMatch(tag -> Grammar.isIceChars(tag, 1, 64))
          ? new Options(tags)
          : null;
    }

    @Override
    public String text() {
      return "ice-options:" + String.join(" ", tags);
    }
  }

  /** RFC 8839 section 5.1. */
  record Candidate(IceCandidate candidate) implements IceAttribute {
    @Override
    public String text() {
      return CandidateGrammar.format(candidate);
    }
  }
}
