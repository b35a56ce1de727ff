package org.parley.signaling.negotiation.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {
  private static final String HEAD = "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
  private static final String MEDIA = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

  /** One of each line that we write, as we write it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mid:0",
        "group:BUNDLE 0 1 a",
        "setup:passive",
        "fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:"
            + "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
        "ice-ufrag:abcd",
        "ice-pwd:0123456789012345678901",
        "ice-options:trickle renomination",
        "ice-lite",
        "end-of-candidates",
        "rtcp-mux",
        "rtcp-rsize",
        "extmap-allow-mixed",
        "bundle-only",
        "sendrecv",
        "sendonly",
        "recvonly",
        "inactive",
        "candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host",
        "rtpmap:111 opus/48000/2",
        "rtpmap:96 VP8/90000",
        "fmtp:111 minptime=10;useinbandfec=1",
        "fmtp:63 111/111",
        "rtcp-fb:96 nack pli",
        "rtcp-fb:* transport-cc",
        "extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid",
        "extmap:3/recvonly urn:ietf:params:rtp-hdrext:sdes:mid",
        "msid:stream track",
        "msid:-",
        "ssrc:4294967295 cname:abc",
        "ssrc-group:FID 1 4294967295",
        "rid:q send",
        "rid:q recv",
        "simulcast:send q;h;f",
        "simulcast:send q recv ~h;f"
      })
  void writesWhatItReads(String attribute) {
    SessionDescription session = parse(HEAD + MEDIA + "a=" + attribute + "\r\n");
    List<Attribute> attributes = session.media().getFirst().attributes().all();
    assertEquals(1, attributes.size(), attribute);
    assertEquals(attribute, attributes.getFirst().text());
  }

  /** Left out, as if they were not there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-unheard-of:1",
        "rtpmap:128 opus/48000",
        "rtpmap:x opus/48000",
        "rtpmap:96 opus",
        "rtpmap:96 opus/0",
        "rtpmap:96 opus/48000/0",
        "fmtp:96",
        "fmtp:96 =5",
        "rtcp-fb:96",
        "extmap:0 urn:x",
        "extmap:1",
        "extmap:1/sometimes urn:x",
        "extmap:5000 urn:x",
        "msid:a b c",
        "msid:",
        "ssrc:4294967296 cname:x",
        "ssrc:1",
        "ssrc-group:FID x",
        "rid:q",
        "rid:q; send",
        "rid:q sideways",
        "simulcast:",
        "simulcast:send",
        "simulcast:send q;",
        "simulcast:send q recv",
        "simulcast:q send",
        "candidate:1 1 udp 1 name.local 1 typ host",
        "ice-options: ",
        "sendrecv2"
      })
  void leavesOutWhatItCanNotRead(String attribute) {
    SessionDescription session = parse(HEAD + MEDIA + "a=" + attribute + "\r\n");
    assertEquals(List.of(), session.media().getFirst().attributes().all());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mid:",
        "mid:a b",
        "mid:é",
        "group: ",
        "setup:",
        "setup:both",
        "fingerprint:sha-256 00:11",
        "fingerprint:sha-256",
        "ice-ufrag:abc",
        "ice-ufrag:ab\"c",
        "ice-pwd:012345678901234567890"
      })
  void refusesAWrongIdentity(String attribute) {
    var malformed = malformed(HEAD + MEDIA + "a=" + attribute + "\r\n");
    assertEquals(6, malformed.line());
    String name = attribute.substring(0, attribute.indexOf(':'));
    assertEquals("malformed a=" + name, malformed.reason());
  }

  @Test
  void takesBareNewlinesAndEmptyLines() {
    SessionDescription session = parse((HEAD + MEDIA).replace("\r\n", "\n") + "\n\n");
    assertEquals(
        HEAD.replace("0.0.0.0", "127.0.0.1"), session.write().substring(0, HEAD.length() + 2));
  }

  @Test
  void namesTheLineAtFault() {
    assertEquals(5, malformed(HEAD + "x\r\n").line());
    assertEquals("holds a control character", malformed(HEAD + "s=\u0007\r\n").reason());
    assertEquals("the first line must be v=0", malformed("v=1\r\n").reason());
    assertEquals("no o= line", malformed("v=0\r\n").reason());
  }

  @Test
  void keepsItsLimits() {
    assertEquals("longer than 4096 characters", malformed(HEAD + "s=" + "x".repeat(4096)).reason());
    assertEquals("more than 64 m-lines", malformed(HEAD + MEDIA.repeat(65)).reason());
    assertEquals(64, parse(HEAD + MEDIA.repeat(64)).media().size());
    assertEquals(
        "longer than 131072 characters", malformed(HEAD + "s=-\r\n".repeat(40_000)).reason());
    String candidate = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n";
    assertEquals(
        64,
        parse(HEAD + MEDIA + candidate.repeat(100)).media().getFirst().attributes().all().size());
  }

  static Stream<byte[]> texts() {
    return Stream.of(
            HEAD,
            HEAD + MEDIA + "a=mid:0\r\na=rid:q send\r\na=simulcast:send q\r\n",
            HEAD + MEDIA + "a=fmtp:96 a=b;c\r\na=ssrc:1 cname:x\r\na=ssrc-group:FID 1 2\r\n",
            HEAD + MEDIA + "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\na=group:BUNDLE 0\r\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "60s")
  void readsBackWhatItWrites(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    if (SessionDescription.parse(text)
        instanceof Parsed.Description<SessionDescription>(SessionDescription session)) {
      assertEquals(session, parse(session.write()));
    }
  }

  private static SessionDescription parse(String text) {
    Parsed.Description<SessionDescription> parsed =
        assertInstanceOf(Parsed.Description.class, SessionDescription.parse(text), text);
    return parsed.value();
  }

  private static Parsed.Malformed<SessionDescription> malformed(String text) {
    return assertInstanceOf(Parsed.Malformed.class, SessionDescription.parse(text));
  }
}
