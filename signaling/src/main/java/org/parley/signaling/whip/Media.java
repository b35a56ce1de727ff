package org.parley.signaling.whip;

import java.util.Locale;
import org.parley.signaling.http.HttpRequest;

/** The media types of bodies. */
final class Media {
  static final String SDP = "application/sdp";

  /** RFC 8840 section 9. */
  static final String TRICKLE_FRAGMENT = "application/trickle-ice-sdpfrag";

  private Media() {}

  static boolean isOf(HttpRequest request, String type) {
    return typeOf(request.headers().first("Content-Type").orElse("")).equals(type);
  }

  /** RFC 9110 section 12.5.1: without Accept, everything is welcome. */
  static boolean isAccepted(HttpRequest request, String type) {
    if (!request.headers().has("Accept")) {
      return true;
    }
    String range = type.substring(0, type.indexOf('/')) + "/*";
    for (String field : request.headers().all("Accept")) {
      for (String element : field.split(",", -1)) {
        String accepted = typeOf(element);
        boolean fits = accepted.equals(type) || accepted.equals(range) || accepted.equals("*/*");
        if (fits && !isWeightZero(element)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isWeightZero(String element) {
    return element.replace(" ", "").matches("(?i).*;q=0(\\.0{0,3})?(;.*)?");
  }

  private static String typeOf(String field) {
    int parameters = field.indexOf(';');
    String type = parameters < 0 ? field : field.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
