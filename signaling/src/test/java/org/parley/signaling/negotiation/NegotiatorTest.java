package org.parley.signaling.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.api.CodecType;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.MediaLine.DeclaredSource;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.Rid;
import org.parley.media.api.TrackId;

class NegotiatorTest {
  private final Negotiator negotiator = Samples.negotiator(NegotiationPolicy.participant(16));

  @Test
  void pairsSlotsInTheOrderOfTheOffer() {
    Negotiation negotiation = accept(OfferSamples.offer("chromium-slots"));
    assertEquals(
        List.of(
            new PublishedLine(mid(0), MediaKind.AUDIO, track(1), streamId(negotiation)),
            new PublishedLine(mid(1), MediaKind.VIDEO, track(2), streamId(negotiation))),
        negotiation.published());
    assertEquals(
        List.of(
            new SlotLine(mid(2), MediaKind.AUDIO, 0),
            new SlotLine(mid(3), MediaKind.VIDEO, 0),
            new SlotLine(mid(4), MediaKind.AUDIO, 1),
            new SlotLine(mid(5), MediaKind.VIDEO, 1),
            new SlotLine(mid(6), MediaKind.AUDIO, 2),
            new SlotLine(mid(7), MediaKind.VIDEO, 2),
            new SlotLine(mid(8), MediaKind.AUDIO, 3),
            new SlotLine(mid(9), MediaKind.VIDEO, 3)),
        negotiation.slots());
    assertEquals(slot(negotiation, 4).cname(), slot(negotiation, 5).cname());
    assertNotEquals(slot(negotiation, 3).cname(), slot(negotiation, 5).cname());
    assertFalse(negotiation.iceRestart());
    assertFalse(negotiation.newConnection());
  }

  @Test
  void readsSimulcastByRidAlone() {
    MediaLine video = line(accept(OfferSamples.offer("chromium-simulcast")), 1);
    assertEquals(rids("q", "h", "f"), video.rids());
    assertEquals(List.of(), video.sources());
    assertNull(video.slot());
  }

  @Test
  void readsSimulcastByRidAndSources() {
    MediaLine video = line(accept(OfferSamples.offer("firefox-simulcast")), 1);
    assertEquals(rids("q", "h", "f"), video.rids());
    assertEquals(
        List.of(
            new DeclaredSource((int) 4138374180L, 972762546),
            new DeclaredSource(461344492, (int) 3799223144L),
            new DeclaredSource(1796680443, 2039173061)),
        video.sources());
  }

  @Test
  void takesThreeLayersAtMostAndTheFirstAlternative() {
    String offer =
        OfferSamples.offer("chromium-simulcast")
            .replace("a=rid:f send", "a=rid:f send\r\na=rid:e send")
            .replace("send q;h;f", "send ~q;h,f;e;f");
    Negotiation negotiation = accept(offer);
    assertEquals(rids("q", "h", "e"), line(negotiation, 1).rids());
    assertTrue(negotiation.answer(Samples.LOCAL).contains("a=simulcast:recv ~q;h;e\r\n"));
  }

  @Test
  void ignoresLayersThatNoExtensionWouldTellApart() {
    String offer =
        OfferSamples.offer("chromium-simulcast")
            .replace("sdes:rtp-stream-id", "sdes:something-else");
    assertEquals(List.of(), line(accept(offer), 1).rids());
  }

  @Test
  void sourcesOfOldSimulcastComeInTheOrderOfTheirGroup() {
    String offer =
        OfferSamples.offer("firefox-simulcast")
            .replace("a=simulcast:send q;h;f", "a=ssrc-group:SIM 1796680443 461344492 4138374180");
    assertEquals(
        List.of(1796680443, 461344492, (int) 4138374180L),
        line(accept(offer), 1).sources().stream().map(DeclaredSource::ssrc).toList());
  }

  @Test
  void takesCodecsInTheOrderOfTheOffer() {
    Negotiation negotiation = accept(OfferSamples.offer("chromium-simulcast"));
    assertEquals(List.of("111 OPUS", "63 RED", "0 PCMU", "8 PCMA"), codecs(line(negotiation, 0)));
    assertEquals(
        List.of(
            "96 VP8 97",
            "102 H264 103",
            "104 H264 107",
            "108 H264 109",
            "114 H264 115",
            "116 H264 117",
            "39 H264 40",
            "45 AV1 46",
            "98 VP9 99",
            "100 VP9 101"),
        codecs(line(negotiation, 1)));
  }

  @Test
  void redNeedsItsOpus() {
    Negotiator withoutOpus =
        Samples.negotiator(
            new NegotiationPolicy(true, true, Set.of(CodecType.RED, CodecType.PCMU), 16, 262144));
    Negotiation negotiation =
        Samples.accepted(withoutOpus.offer(OfferSamples.offer("chromium-simulcast")));
    assertEquals(List.of("0 PCMU"), codecs(line(negotiation, 0)));
  }

  @Test
  void staticPayloadTypesNeedNoRtpmap() {
    String offer = OfferSamples.offer("werift-sendonly").replace("a=rtpmap:0 PCMU/8000\r\n", "");
    assertEquals(List.of("96 OPUS", "0 PCMU"), codecs(line(accept(offer), 0)));
  }

  @Test
  void respectsTheDirectionsOfExtensions() {
    MediaLine receives = line(accept(OfferSamples.offer("firefox-simulcast")), 1);
    assertFalse(extensions(receives).contains(HeaderExtensionType.PLAYOUT_DELAY));
    assertTrue(extensions(receives).contains(HeaderExtensionType.RTP_STREAM_ID));
    MediaLine slot = line(accept(OfferSamples.offer("firefox-recycled")), 5);
    assertTrue(extensions(slot).contains(HeaderExtensionType.PLAYOUT_DELAY));
    assertFalse(extensions(slot).contains(HeaderExtensionType.RTP_STREAM_ID));
  }

  @Test
  void anExtensionIdMeansOneThingOnAllBundledLines() {
    // aiortc offers id 2 as the audio level and, on the video line, as the absolute send time.
    Negotiation negotiation = accept(OfferSamples.offer("aiortc-recvonly"));
    assertEquals(
        List.of(HeaderExtensionType.MID, HeaderExtensionType.AUDIO_LEVEL),
        extensions(line(negotiation, 0)));
    assertEquals(List.of(HeaderExtensionType.MID), extensions(line(negotiation, 1)));
  }

  @Test
  void anExtensionHasOneIdOnAllBundledLines() {
    String offer = OfferSamples.offer("aiortc-recvonly");
    int video = offer.indexOf("m=video");
    String moved =
        offer.substring(0, video) + offer.substring(video).replace("extmap:1 ", "extmap:9 ");
    MediaLine line = line(accept(moved), 1);
    assertFalse(extensions(line).contains(HeaderExtensionType.MID));
  }

  @Test
  void aTrackKeepsItsIdWhileItIsSent() {
    String offer = OfferSamples.offer("chromium-simulcast");
    assertEquals(track(2), line(accept(offer), 1).track());
    assertEquals(track(2), line(accept(offer), 1).track());
    assertNull(line(accept(offer.replace("a=sendonly", "a=inactive")), 1).track());
    assertEquals(track(3), line(accept(offer), 1).track());
  }

  @Test
  void aSlotKeepsItsSsrcWhileItLivesAndNeverGetsItBack() {
    String offer = OfferSamples.offer("chromium-slots");
    MediaLine.Slot first = slot(accept(offer), 5);
    assertEquals(first, slot(accept(offer), 5));
    Negotiation without = accept(offer.replace("a=recvonly", "a=inactive"));
    assertEquals(List.of(), without.slots());
    assertNotEquals(first.ssrc(), slot(accept(offer), 5).ssrc());
  }

  @Test
  void aSlotThatEndsLeavesItsPairToTheNext() {
    String offer = OfferSamples.offer("chromium-slots");
    accept(offer);
    int at = offer.indexOf("a=mid:5");
    int direction = offer.indexOf("a=recvonly", at);
    String stopped = offer.substring(0, direction) + "a=inactive" + offer.substring(direction + 10);
    assertEquals(
        List.of(0, 0, 1, 2, 2, 3, 3),
        accept(stopped).slots().stream().map(SlotLine::pair).toList());
    assertEquals(1, accept(offer).slots().get(3).pair());
  }

  @Test
  void noMoreSlotsThanThePolicyAllows() {
    Negotiator narrow = Samples.negotiator(NegotiationPolicy.participant(3));
    Negotiation negotiation = Samples.accepted(narrow.offer(OfferSamples.offer("chromium-slots")));
    assertEquals(
        List.of(mid(2), mid(3), mid(4)), negotiation.slots().stream().map(SlotLine::mid).toList());
    assertEquals(10, negotiation.remote().lines().size());
    assertTrue(negotiation.answer(Samples.LOCAL).contains("a=inactive"));
  }

  @Test
  void aPublisherGetsNoSlotsAndAViewerNoTracks() {
    String offer = OfferSamples.offer("firefox");
    Negotiation whip =
        Samples.accepted(Samples.negotiator(NegotiationPolicy.publisher()).offer(offer));
    assertEquals(List.of(), whip.slots());
    assertEquals(2, whip.published().size());
    Negotiation whep =
        Samples.accepted(Samples.negotiator(NegotiationPolicy.viewer(2)).offer(offer));
    assertEquals(List.of(), whep.published());
    assertEquals(2, whep.slots().size());
  }

  @Test
  void tellsAnIceRestart() {
    String offer = OfferSamples.offer("chromium-simulcast");
    accept(offer);
    Negotiation restarted = accept(offer.replace("a=ice-ufrag:m3Xy", "a=ice-ufrag:m4Xy"));
    assertTrue(restarted.iceRestart());
    assertFalse(restarted.newConnection());
    assertEquals("m4Xy", restarted.remote().ice().ufrag());
  }

  @Test
  void restartsIceWithoutAnOffer() {
    IceCredentials next = new IceCredentials("next", "0123456789012345678901");
    assertTrue(Samples.rejected(negotiator.restart(next)).contains("before the first offer"));
    Negotiation first = accept(OfferSamples.offer("werift-sendonly"));
    Negotiation restarted = Samples.accepted(negotiator.restart(next));
    assertTrue(restarted.iceRestart());
    assertEquals(next, restarted.remote().ice());
    assertEquals(first.remote().lines(), restarted.remote().lines());
    assertEquals(first.remote().fingerprints(), restarted.remote().fingerprints());
    assertEquals(
        """
        a=ice-lite
        a=group:BUNDLE 0 1
        m=audio 9 UDP/TLS/RTP/SAVPF 96 0
        a=mid:0
        a=ice-ufrag:serv
        a=ice-pwd:Cs4sUfRDVHsqrsrdbrtuHTVe
        a=candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host
        a=candidate:2 1 udp 2130706175 2001:db8:0:0:0:0:0:1 10000 typ host
        a=candidate:3 1 tcp 1671430143 192.0.2.1 10000 typ host tcptype passive
        a=end-of-candidates
        """,
        restarted.restartFragment(Samples.LOCAL).replace("\r\n", "\n"));
  }

  @Test
  void tellsAnotherConnectionByItsCertificate() {
    String offer = OfferSamples.offer("chromium-slots");
    MediaLine.Slot old = slot(accept(offer), 5);
    String other = offer.replaceAll("a=fingerprint:sha-256 ..:..:", "a=fingerprint:sha-256 00:00:");
    Negotiation negotiation =
        Samples.accepted(negotiator.offer(other, Map.of(mid(0), new TrackId("kept"))));
    assertTrue(negotiation.newConnection());
    assertFalse(negotiation.iceRestart());
    assertNotEquals(old, slot(negotiation, 5));
    assertEquals(new TrackId("kept"), line(negotiation, 0).track());
    assertEquals(track(3), line(negotiation, 1).track());
  }

  @Test
  void anotherSessionIdAloneIsNoOtherConnection() {
    String offer = OfferSamples.offer("aiortc-sendonly");
    accept(offer);
    assertFalse(accept(offer.replaceFirst("o=- [0-9]+", "o=- 1")).newConnection());
  }

  @Test
  void aRejectedOfferChangesNothing() {
    String offer = OfferSamples.offer("chromium-slots");
    Negotiation before = accept(offer);
    Samples.rejected(negotiator.offer(offer.replace("a=rtcp-mux\r\n", "")));
    assertEquals(before.remote(), accept(offer).remote());
  }

  @Test
  void anMLineKeepsItsKind() {
    accept(OfferSamples.offer("werift-sendonly"));
    String swapped =
        OfferSamples.offer("werift-sendonly")
            .replace("a=mid:0", "a=mid:x")
            .replace("a=mid:1", "a=mid:0")
            .replace("a=mid:x", "a=mid:1");
    assertTrue(Samples.rejected(negotiator.offer(swapped)).contains("changed its kind"));
  }

  @Test
  void aSingleMLineNeedsNoBundle() {
    String offer = OfferSamples.offer("werift-sendonly").replace("a=group:BUNDLE 0 1\r\n", "");
    String audio = offer.substring(0, offer.indexOf("m=video"));
    String answer = accept(audio).answer(Samples.LOCAL);
    assertFalse(answer.contains("a=group"));
    assertTrue(answer.contains("a=candidate:1 "));
  }

  @Test
  void whatIsOutsideTheBundleIsRefused() {
    String offer = OfferSamples.offer("werift-sendonly").replace("BUNDLE 0 1", "BUNDLE 1");
    String answer = accept(offer).answer(Samples.LOCAL);
    assertTrue(answer.contains("m=audio 0 UDP/TLS/RTP/SAVPF 96 0\r\n"), answer);
    assertTrue(answer.contains("a=group:BUNDLE 1\r\n"), answer);
  }

  @Test
  void allStoppedKeepsTheTransportForMore() {
    String offer = OfferSamples.offer("werift-sendonly");
    Negotiation first = accept(offer);
    Negotiation stopped =
        accept(offer.replaceAll("m=([a-z]+) 9 ", "m=$1 0 ").replace("a=group:BUNDLE 0 1\r\n", ""));
    assertEquals(List.of(), stopped.remote().lines());
    assertEquals(first.remote().ice(), stopped.remote().ice());
    assertFalse(stopped.answer(Samples.LOCAL).contains("a=group"));
  }

  @Test
  void bundleOnlyLinesLive() {
    String offer =
        OfferSamples.offer("werift-sendonly")
            .replace("m=video 9", "m=video 0")
            .replace("a=mid:1", "a=mid:1\r\na=bundle-only");
    assertEquals(2, accept(offer).published().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v=0                    | v=1                  | v=0
          a=setup:actpass        | a=setup:passive      | DTLS server
          a=fingerprint:sha-256  | a=fingerprint:sha-1  | no a=fingerprint of sha-256
          a=fingerprint:         | a=x:                 | a=fingerprint
          a=ice-ufrag:           | a=x:                 | a=ice-ufrag
          a=ice-ufrag:6568       | a=ice-ufrag:6 8      | malformed a=ice-ufrag
          a=ice-pwd:             | a=ice-pwd:!          | malformed a=ice-pwd
          a=rtcp-mux             | a=x                  | a=rtcp-mux
          a=group:BUNDLE         | a=group:LS           | a=group:BUNDLE
          a=mid:1                | a=mid:0              | a=mid:0
          a=mid:1                | a=x                  | m-line 2 has no a=mid
          m=audio 9              | m=audio x            | malformed m= line
          o=-                    | o=                   | malformed o= line
          UDP/TLS/RTP/SAVPF      | SIP/X                | codec of ours
          """)
  void saysWhatIsWrong(String from, String to, String expected) {
    String offer = OfferSamples.offer("werift-sendonly");
    assertTrue(offer.contains(from), from);
    String message = Samples.rejected(negotiator.offer(offer.replace(from, to)));
    assertTrue(message.contains(expected), message);
  }

  @Test
  void namesAreNeverResolvedAndOnlyOurFirstCandidatesCount() {
    Negotiation negotiation =
        accept(
            OfferSamples.offer("chromium-simulcast")
                .replace("192.0.2.2 38813", "01234567-89ab-cdef-0123-456789abcdef.local 38813"));
    assertEquals(3, negotiation.remoteCandidates().size());
    assertFalse(negotiation.endOfCandidates());
    assertTrue(accept(OfferSamples.offer("firefox")).endOfCandidates());
  }

  private Negotiation accept(String offer) {
    return Samples.accepted(negotiator.offer(offer));
  }

  private static MediaLine line(Negotiation negotiation, int mid) {
    return negotiation.remote().lines().stream()
        .filter(line -> line.mid().equals(mid(mid)))
        .findFirst()
        .orElseThrow();
  }

  private static MediaLine.Slot slot(Negotiation negotiation, int mid) {
    MediaLine.Slot slot = line(negotiation, mid).slot();
    if (slot == null) {
      throw new AssertionError("no slot " + mid);
    }
    return slot;
  }

  private static String streamId(Negotiation negotiation) {
    String id = negotiation.published().getFirst().streamId();
    if (id == null) {
      throw new AssertionError("no stream id");
    }
    return id;
  }

  private static List<String> codecs(MediaLine line) {
    return line.codecs().stream().map(NegotiatorTest::text).toList();
  }

  private static String text(NegotiatedCodec codec) {
    String rtx = codec.hasRtx() ? " " + codec.rtxPayloadType() : "";
    return codec.payloadType() + " " + codec.codec().type() + rtx;
  }

  private static List<HeaderExtensionType> extensions(MediaLine line) {
    return line.extensions().stream().map(extension -> extension.type()).toList();
  }

  private static List<Rid> rids(String... rids) {
    return List.of(rids).stream().map(Rid::new).toList();
  }

  private static Mid mid(int mid) {
    return new Mid(Integer.toString(mid));
  }

  private static TrackId track(int number) {
    return new TrackId("track-" + number);
  }
}
