package org.parley.signaling.negotiation.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.Mid;

/** How m-lines are named, grouped and secured. */
public sealed interface TransportAttribute extends Attribute {

  /** RFC 5888 section 4. */
  record MediaId(Mid mid) implements TransportAttribute {
    static @Nullable MediaId parse(String value) {
      return Grammar.isToken(value, 64) ? new MediaId(new Mid(value)) : null;
    }

    @Override
    public String text() {
      return "mid:" + mid;
    }
  }

  /** RFC 5888 section 5; {@code BUNDLE} is RFC 8843 section 7. */
  record Group(String semantics, List<Mid> mids) implements TransportAttribute {
    public static final String BUNDLE = "BUNDLE";

    public Group {
      mids = List.copyOf(mids);
    }

    static @Nullable Group parse(String value) {
      String[] words = Grammar.words(value);
      List<Mid> mids = new ArrayList<>();
      for (int i = 0; i < words.length; i++) {
        if (!Grammar.isToken(words[i], 64)) {
          return null;
        }
        if (i > 0) {
          mids.add(new Mid(words[i]));
        }
      }
      return new Group(words[0], mids);
    }

    @Override
    public String text() {
      StringBuilder text = new StringBuilder("group:").append(semantics);
      mids.forEach(mid -> text.append(' ').append(mid));
      return text.toString();
    }
  }

  /** RFC 4145 section 4, for DTLS RFC 8842 section 5.2. */
  enum Setup implements TransportAttribute {
    ACTIVE("active"),
    PASSIVE("passive"),
    ACTPASS("actpass"),
    HOLDCONN("holdconn");

    private final String role;

    Setup(String role) {
      this.role = role;
    }

    static @Nullable Setup parse(String value) {
      for (Setup setup : values()) {
        if (setup.role.equals(value)) {
          return setup;
        }
      }
      return null;
    }

    @Override
    public String text() {
      return "setup:" + role;
    }
  }

  /** RFC 8122 section 5. */
  record CertificateFingerprint(Fingerprint fingerprint) implements TransportAttribute {
    static @Nullable CertificateFingerprint parse(String value) {
      String[] words = Grammar.words(value);
      if (words.length != 2 || !Grammar.isToken(words[0], 16)) {
        return null;
      }
      String algorithm = words[0].toLowerCase(Locale.ROOT);
      int bytes =
          switch (algorithm) {
            case "sha-224" -> 28;
            case "sha-256" -> 32;
            case "sha-384" -> 48;
            case "sha-512" -> 64;
            default -> words[1].length() / 3 + 1;
          };
      if (words[1].length() > 64 * 3 || !isHexPairs(words[1], bytes)) {
        return null;
      }
      return new CertificateFingerprint(
          new Fingerprint(algorithm, words[1].toUpperCase(Locale.ROOT)));
    }

    private static boolean isHexPairs(String text, int bytes) {
      if (text.length() != 3 * bytes - 1) {
        return false;
      }
      for (int i = 0; i < bytes; i++) {
        boolean pair = Grammar.isHex(text.substring(3 * i, 3 * i + 2), 2);
        if (!pair || (i > 0 && text.charAt(3 * i - 1) != ':')) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String text() {
      return "fingerprint:" + fingerprint.algorithm() + " " + fingerprint.value();
    }
  }
}
