package org.parley.signaling.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.DataLine;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.Mid;

/** The m-line of data channels (RFC 8841). */
class DataNegotiationTest {
  private static final String LINE = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n";
  private static final String PORT = "a=sctp-port:5000\n";
  private static final String TRANSPORT =
      """
      c=IN IP4 0.0.0.0
      a=ice-ufrag:abcd
      a=ice-pwd:0123456789012345678901
      a=fingerprint:sha-256 %s
      a=setup:actpass
      """
          .formatted("AB:CD:EF:01:".repeat(8).substring(0, 95));

  private final Negotiator negotiator = Samples.negotiator(NegotiationPolicy.participant(16));

  @ParameterizedTest
  @CsvSource({
    "chromium-simulcast, 262144",
    "firefox, 1073741823",
    "firefox-simulcast, 1073741823",
    "webrtc-java, 262144"
  })
  void readsWhatImplementationsOffer(String name, int maxMessageSize) {
    Negotiation negotiation = accept(OfferSamples.offer(name));
    assertEquals(new DataLine(new Mid("2"), 5000, maxMessageSize), negotiation.remote().data());
    assertEquals(2, negotiation.remote().lines().size());
  }

  @Test
  void anOfferOfDataAloneIsAnswered() {
    Negotiation negotiation = accept(offer("0", line("0", LINE, PORT)));
    assertEquals(List.of(), negotiation.remote().lines());
    assertEquals(
        new DataLine(new Mid("0"), 5000, DataLine.DEFAULT_MAX_MESSAGE_SIZE),
        negotiation.remote().data());
    assertEquals(
        """
        a=ice-lite
        a=group:BUNDLE 0
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=mid:0
        a=ice-ufrag:serv
        a=ice-pwd:Cs4sUfRDVHsqrsrdbrtuHTVe
        a=fingerprint:sha-256 %s
        a=setup:passive
        a=candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host
        a=candidate:2 1 udp 2130706175 2001:db8:0:0:0:0:0:1 10000 typ host
        a=candidate:3 1 tcp 1671430143 192.0.2.1 10000 typ host tcptype passive
        a=end-of-candidates
        a=sctp-port:5000
        a=max-message-size:262144
        """
            .formatted(Samples.LOCAL.fingerprint().value()),
        answer(negotiation).substring(answer(negotiation).indexOf("a=ice-lite")));
  }

  @Test
  void announcesTheConfiguredLimit() {
    NegotiationPolicy small = NegotiationPolicy.viewer(2).withMaxMessageSize(4096);
    Negotiation negotiation =
        Samples.accepted(Samples.negotiator(small).offer(offer("0", line("0", LINE, PORT))));
    assertTrue(answer(negotiation).contains("a=max-message-size:4096\n"));
  }

  @Test
  void itNeedsNoGroupWhenItIsAlone() {
    String answer = answer(accept(offer("", line("0", LINE, PORT))));
    assertFalse(answer.contains("a=group"), answer);
    assertTrue(answer.contains("a=candidate:1 "), answer);
  }

  /** Firefox puts it first when data channels were made before tracks were added. */
  @Test
  void theFirstOfTheBundleCarriesTheTransport() {
    String media = OfferSamples.offer("werift-sendonly").replace("\r\n", "\n");
    String sections =
        media
            .substring(media.indexOf("m=audio"))
            .replaceAll("a=(ice-ufrag|ice-pwd|candidate|fingerprint|setup|end-of).*\n", "")
            .replaceAll("m=(audio|video) 9", "m=$1 0")
            .replaceAll("(a=mid:.*\n)", "$1a=bundle-only\n");
    Negotiation negotiation = accept(offer("d 0 1", line("d", LINE, PORT) + sections));
    assertEquals("abcd", negotiation.remote().ice().ufrag());
    assertEquals(2, negotiation.remote().lines().size());
    String answer = answer(negotiation);
    assertTrue(answer.contains("a=group:BUNDLE d 0 1\n"), answer);
    assertTrue(answer.indexOf("a=candidate:1 ") < answer.indexOf("m=audio 9 "), answer);
    assertEquals(answer.indexOf("a=candidate:1 "), answer.lastIndexOf("a=candidate:1 "));
  }

  @Test
  void itComesByALaterOfferAndGoesByOne() {
    String with = OfferSamples.offer("chromium-simulcast");
    String stopped =
        with.replaceFirst("m=application [0-9]+", "m=application 0")
            .replace("BUNDLE 0 1 2", "BUNDLE 0 1");
    Negotiation without = accept(stopped);
    assertNull(without.remote().data());
    assertTrue(
        answer(without).contains("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\n"),
        answer(without));
    Negotiation added = accept(with);
    assertEquals(new DataLine(new Mid("2"), 5000, 262_144), added.remote().data());
    assertFalse(added.newConnection());
    assertNull(accept(stopped).remote().data());
  }

  /** It is gone in whatever way; nothing else of the connection is, and it may come back. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\na=sctp-port:5000\n",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=sctp-port:0\n",
        ""
      })
  void whatWasOfferedAloneCanBeDisabledAndComeBack(String disabled) {
    Negotiation first = accept(offer("0", line("0", LINE, PORT)));
    String lines =
        disabled.isEmpty() ? "" : disabled.replaceFirst("\n", "\n" + TRANSPORT + "a=mid:0\n");
    Negotiation without = accept(offer("", lines));
    assertNull(without.remote().data());
    assertFalse(without.newConnection());
    assertEquals(first.remote().ice(), without.remote().ice());
    assertEquals(!disabled.isEmpty(), answer(without).contains("m=application 0 "));
    Negotiation again = accept(offer("0", line("0", LINE, PORT)));
    assertEquals(first.remote().data(), again.remote().data());
    assertFalse(again.newConnection());
  }

  @Test
  void anotherLineMayTakeItsPlace() {
    accept(offer("0", line("0", LINE, PORT)));
    Negotiation moved =
        accept(offer("1", line("0", LINE.replace(" 9 ", " 0 "), "") + line("1", LINE, PORT)));
    assertEquals(new DataLine(new Mid("1"), 5000, 65_536), moved.remote().data());
    assertFalse(moved.newConnection());
  }

  @Test
  void aSecondOneIsRefused() {
    Negotiation negotiation =
        accept(offer("0 1", line("0", LINE, PORT) + line("1", LINE, "a=sctp-port:5001\n")));
    assertEquals(new DataLine(new Mid("0"), 5000, 65_536), negotiation.remote().data());
    String answer = answer(negotiation);
    assertTrue(answer.contains("a=group:BUNDLE 0\n"), answer);
    assertTrue(
        answer.endsWith(
            "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\n" + "c=IN IP4 0.0.0.0\na=mid:1\n"),
        answer);
  }

  @Test
  void theOneInUseIsNotDisplacedByAnother() {
    accept(offer("1", line("0", LINE.replace(" 9 ", " 0 "), "") + line("1", LINE, PORT)));
    Negotiation both = accept(offer("1 2", line("2", LINE, PORT) + line("1", LINE, PORT)));
    assertEquals(new DataLine(new Mid("1"), 5000, 65_536), both.remote().data());
  }

  /** aiortc 1.4.0 offers it so, and needs its like in the answer. */
  @Test
  void oldLinesAreAnsweredInTheirStyle() {
    Negotiation negotiation =
        accept(
            offer(
                "0",
                line(
                    "0",
                    "m=application 9 DTLS/SCTP 5001\n",
                    "a=sctpmap:5001 webrtc-datachannel 65535\na=max-message-size:65536\n")));
    assertEquals(new DataLine(new Mid("0"), 5001, 65_536), negotiation.remote().data());
    String answer = answer(negotiation);
    assertTrue(answer.contains("m=application 9 DTLS/SCTP 5000\n"), answer);
    assertTrue(
        answer.endsWith("a=sctpmap:5000 webrtc-datachannel 65535\na=max-message-size:262144\n"),
        answer);
  }

  @Test
  void goesOverTcpAlike() {
    String answer =
        answer(accept(offer("0", line("0", LINE.replace("UDP/DTLS", "TCP/DTLS"), PORT))));
    assertTrue(answer.contains("m=application 9 TCP/DTLS/SCTP webrtc-datachannel\n"), answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a=max-message-size:0                       | 0
          a=max-message-size:1                       | 1
          a=max-message-size:2147483648              | 2147483647
          a=max-message-size:99999999999999999999999 | 2147483647
          a=max-message-size:-1                      | 65536
          a=max-message-size:                        | 65536
          a=max-message-size:1 2                     | 65536
          a=max-message-size                         | 65536
          """)
  void sizesAreReadWithoutTrust(String attribute, int expected) {
    Negotiation negotiation = accept(offer("0", line("0", LINE, PORT + attribute + "\n")));
    assertEquals(new DataLine(new Mid("0"), 5000, expected), negotiation.remote().data());
  }

  @Test
  void ofSeveralTheFirstCounts() {
    String attributes =
        "a=sctp-port:1\na=sctp-port:2\na=max-message-size:3\na=max-message-size:4\n";
    assertEquals(
        new DataLine(new Mid("0"), 1, 3),
        accept(offer("0", line("0", LINE, attributes))).remote().data());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=sctp-port:0",
        "a=sctp-port:65536",
        "a=sctp-port:-1",
        "a=sctp-port:99999999999999999999",
        "a=sctp-port:",
        "a=sctp-port",
        "a=sctpmap:5000 webrtc-datachannel 1024",
        "a=x"
      })
  void withoutAPortItIsRefused(String attribute) {
    assertTrue(
        Samples.rejected(negotiator.offer(offer("0", line("0", LINE, attribute + "\n"))))
            .contains("SCTP port"));
    String media = OfferSamples.offer("chromium-simulcast").replace("a=sctp-port:5000", attribute);
    Negotiation negotiation = accept(media);
    assertNull(negotiation.remote().data());
    assertTrue(answer(negotiation).contains("a=group:BUNDLE 0 1\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "UDP/DTLS/SCTP, 5000, a=sctp-port:5000",
    "UDP/DTLS/SCTP, other, a=sctp-port:5000",
    "SCTP/DTLS, webrtc-datachannel, a=sctp-port:5000",
    "UDP/TLS/RTP/SAVPF, webrtc-datachannel, a=sctp-port:5000",
    "DTLS/SCTP, 5000, a=sctp-port:5000",
    "DTLS/SCTP, 5000, a=sctpmap:5001 webrtc-datachannel 1024",
    "DTLS/SCTP, 5000, a=sctpmap:5000 other 1024",
    "DTLS/SCTP, 5000, a=sctpmap:5000 webrtc-datachannel -1",
    "DTLS/SCTP, 5000, a=sctpmap:5000",
    "DTLS/SCTP, 65536, a=sctpmap:65536 webrtc-datachannel 1024"
  })
  void whatIsNoDataChannelIsRefused(String protocol, String format, String attribute) {
    String line = "m=application 9 " + protocol + " " + format + "\n";
    assertTrue(
        Samples.rejected(negotiator.offer(offer("0", line("0", line, attribute + "\n"))))
            .contains("none of data channels"));
  }

  @Test
  void anMLineOfMediaBecomesNoneOfData() {
    accept(OfferSamples.offer("werift-sendonly"));
    String changed =
        OfferSamples.offer("werift-sendonly")
            .replace(
                "m=audio 9 UDP/TLS/RTP/SAVPF 96 0",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5000");
    assertTrue(Samples.rejected(negotiator.offer(changed)).contains("changed its kind"));
  }

  @Test
  void restartsIceWithoutAnOffer() {
    Negotiation first = accept(offer("0", line("0", LINE, PORT)));
    Negotiation restarted =
        Samples.accepted(negotiator.restart(new IceCredentials("next", "0123456789012345678901")));
    assertEquals(first.remote().data(), restarted.remote().data());
    assertTrue(
        restarted
            .restartFragment(Samples.LOCAL)
            .contains("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\n"));
  }

  private Negotiation accept(String offer) {
    return Samples.accepted(negotiator.offer(offer));
  }

  private static String answer(Negotiation negotiation) {
    return negotiation.answer(Samples.LOCAL).replace("\r\n", "\n");
  }

  private static String offer(String bundle, String lines) {
    String group = bundle.isEmpty() ? "" : "a=group:BUNDLE " + bundle + "\n";
    return "v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\n" + group + lines;
  }

  private static String line(String mid, String line, String attributes) {
    return line + TRANSPORT + "a=mid:" + mid + "\n" + attributes;
  }
}
