package org.parley.signaling.negotiation;

import java.util.stream.Stream;

/**
 * Offers as real implementations wrote them, in {@code offers/}; each file is named by its origin.
 *
 * <ul>
 *   <li>{@code chromium-simulcast}, {@code chromium-slots}: Chromium 156; the latter has two
 *       sendonly m-lines and eight that receive
 *   <li>{@code firefox}, {@code firefox-simulcast}, {@code firefox-recycled}: Firefox ESR 153; the
 *       last is a later offer, with an m-line that was stopped and one that took its place
 *   <li>{@code webrtc-java}: libwebrtc by webrtc-java 0.14
 *   <li>{@code wrtc-*}: libwebrtc by @roamhq/wrtc 0.10.0
 *   <li>{@code werift-*}: werift 0.24.4
 *   <li>{@code aiortc-*}: aiortc 1.4.0; {@code aiortc-data} has data channels alone, in the style
 *       of drafts of RFC 8841
 *   <li>{@code pion-*}: Pion 3.1.56
 *   <li>{@code gstreamer-*}: webrtcbin of GStreamer 1.22
 * </ul>
 */
final class OfferSamples {
  private OfferSamples() {}

  static Stream<String> names() {
    return Stream.of(
        "chromium-simulcast",
        "chromium-slots",
        "firefox",
        "firefox-simulcast",
        "firefox-recycled",
        "webrtc-java",
        "wrtc-sendonly",
        "wrtc-recvonly",
        "werift-sendonly",
        "werift-recvonly",
        "aiortc-sendonly",
        "aiortc-recvonly",
        "aiortc-data",
        "pion-sendonly",
        "pion-recvonly",
        "gstreamer-sendonly",
        "gstreamer-recvonly");
  }

  static String offer(String name) {
    return Samples.resource("offers/" + name + ".sdp");
  }

  static String answer(String name) {
    return Samples.resource("answers/" + name + ".sdp");
  }
}
