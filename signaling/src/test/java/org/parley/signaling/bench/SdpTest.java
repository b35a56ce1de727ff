package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCredentials;

class SdpTest {
  private static final String ANSWER =
      """
      v=0
      o=- 1 1 IN IP4 0.0.0.0
      s=-
      t=0 0
      a=group:BUNDLE 0
      a=ice-lite
      a=fingerprint:sha-256 ab:CD:ef
      m=video 9 UDP/TLS/RTP/SAVPF 96
      c=IN IP4 0.0.0.0
      a=ice-ufrag:serverUfrag
      a=ice-pwd:serverPasswordserverPassword
      a=setup:passive
      a=candidate:1 1 UDP 100 192.0.2.1 10000 typ host
      a=candidate:2 1 udp 300 2001:db8::1 10000 typ host
      a=candidate:3 1 tcp 900 192.0.2.1 10000 typ host tcptype passive
      a=candidate:4 2 udp 900 192.0.2.9 10000 typ host
      a=candidate:5 1 udp 900 4b9d2f7a.local 10000 typ host
      a=candidate:6 1 udp 200 192.0.2.1 10000 typ host
      a=candidate:7 1 udp 200 192.0.2.1 70000 typ host
      a=candidate:8 1 udp x 192.0.2.2 10000 typ host
      a=mid:0
      """;

  @Test
  void readsWhatATransportNeeds() {
    SdpAnswer answer = parsed(ANSWER.replace("\n", "\r\n"));
    assertEquals(new IceCredentials("serverUfrag", "serverPasswordserverPassword"), answer.ice());
    assertEquals(new Fingerprint("sha-256", "AB:CD:EF"), answer.fingerprint());
    assertEquals(
        List.of(
            new InetSocketAddress("2001:db8::1", 10000), new InetSocketAddress("192.0.2.1", 10000)),
        answer.candidates());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=candidate"})
  void missesWhatIsNotThere(String prefix) {
    String without = ANSWER.replaceAll(prefix + ".*\n", "");
    assertInstanceOf(SdpAnswer.Parse.Malformed.class, SdpAnswer.parse(without));
  }

  @FuzzTest(maxDuration = "30s")
  void anyTextIsParsedOrMalformed(byte[] text) {
    SdpAnswer.parse(new String(text, StandardCharsets.ISO_8859_1));
  }

  @Test
  void aPublisherOffersToSendAndNamesItsSources() {
    String offer = offer(SdpOffer.Direction.SEND, true);
    assertTrue(offer.contains("a=group:BUNDLE 0 1\r\n"), offer);
    assertTrue(offer.contains("m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"), offer);
    assertTrue(offer.contains("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"), offer);
    assertTrue(offer.contains("a=ssrc:77 cname:bench\r\n"), offer);
    assertTrue(offer.contains("a=ssrc:85 cname:bench\r\n"), offer);
    assertTrue(offer.contains("a=sendonly\r\n"), offer);
    assertFalse(offer.contains("a=recvonly"), offer);
  }

  @Test
  void aSubscriberOffersToReceiveWithRetransmission() {
    String offer = offer(SdpOffer.Direction.RECEIVE, false);
    assertTrue(offer.contains("a=group:BUNDLE 0\r\n"), offer);
    assertTrue(offer.contains("m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n"), offer);
    assertTrue(offer.contains("a=fmtp:97 apt=96\r\n"), offer);
    assertFalse(offer.contains("m=audio"), offer);
    assertFalse(offer.contains("a=ssrc"), offer);
    assertFalse(offer.contains("a=sendonly"), offer);
  }

  @Test
  void simulcastNamesItsLayersAndHowPacketsNameThem() {
    String offer =
        offer(
            new SdpOffer.Streams(SdpOffer.Direction.SEND, true, false, List.of("q", "h", "f"), 77));
    assertTrue(
        offer.contains(
            """
            a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
            a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
            a=msid:bench video
            a=rid:q send
            a=rid:h send
            a=rid:f send
            a=simulcast:send q;h;f
            """
                .replace("\n", "\r\n")),
        offer);
    assertFalse(offer.contains("a=ssrc:77"), offer);
    assertTrue(offer.contains("a=ssrc:85 cname:bench\r\n"), offer);
  }

  @Test
  void aPublisherThatRepairsNamesItsRetransmissions() {
    String offer = offer(new SdpOffer.Streams(SdpOffer.Direction.SEND, false, true, List.of(), 77));
    assertTrue(offer.contains("a=ssrc-group:FID 77 93\r\n"), offer);
    assertTrue(offer.contains("a=rtpmap:97 rtx/90000\r\n"), offer);
    assertTrue(offer.contains("a=rtcp-fb:96 nack\r\n"), offer);
    assertTrue(offer.contains("a=ssrc:93 cname:bench\r\n"), offer);
  }

  @Test
  void anOfferIsLinesWithoutIndentation() {
    for (SdpOffer.Direction direction : SdpOffer.Direction.values()) {
      String offer = offer(direction, true);
      assertTrue(offer.endsWith("\r\n"), offer);
      offer.lines().forEach(line -> assertTrue(line.matches("[a-z]=\\S.*"), line));
      SdpAnswer itself = parsed(offer);
      assertEquals(List.of(new InetSocketAddress("127.0.0.1", 4000)), itself.candidates());
      assertEquals(new IceCredentials("ufrag", "password"), itself.ice());
    }
  }

  private static String offer(SdpOffer.Direction direction, boolean audio) {
    return offer(new SdpOffer.Streams(direction, audio, false, List.of(), 77));
  }

  private static String offer(SdpOffer.Streams streams) {
    return new SdpOffer(
            streams,
            new LocalTransport(
                new IceCredentials("ufrag", "password"),
                new Fingerprint("sha-256", "AA:BB"),
                new InetSocketAddress("127.0.0.1", 4000)))
        .text();
  }

  private static SdpAnswer parsed(String sdp) {
    return assertInstanceOf(SdpAnswer.Parse.Parsed.class, SdpAnswer.parse(sdp)).answer();
  }
}
