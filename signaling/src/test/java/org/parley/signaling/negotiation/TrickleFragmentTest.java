package org.parley.signaling.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.api.Mid;

class TrickleFragmentTest {
  /** Modelled on RFC 9725 section 4.3.2, with documentation addresses. */
  private static final String TRICKLE =
      """
      a=group:BUNDLE 0 1
      m=audio 9 UDP/TLS/RTP/SAVPF 111
      a=mid:0
      a=ice-ufrag:EsAw
      a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
      a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1
      a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw network-id 2
      a=candidate:473322822 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0 ufrag EsAw network-id 1
      a=candidate:9 1 udp 1 somebody.local 9 typ host
      a=end-of-candidates
      """;

  @Test
  void readsAFragment() {
    var fragment =
        assertInstanceOf(TrickleFragment.Candidates.class, TrickleFragment.parse(TRICKLE));
    assertEquals("EsAw", fragment.ufrag());
    assertEquals("P2uYro0UCOQ4zxjKXaWCBui1", fragment.password());
    assertEquals(new Mid("0"), fragment.mid());
    assertEquals(
        List.of("1387637174", "3471623853", "473322822"),
        fragment.candidates().stream().map(candidate -> candidate.foundation()).toList());
    assertTrue(fragment.endOfCandidates());
  }

  @Test
  void readsCredentialsAtTheSession() {
    assertEquals(
        new TrickleFragment.Candidates("abcd", null, null, List.of(), false),
        TrickleFragment.parse("a=ice-ufrag:abcd\r\n"));
  }

  @Test
  void aFragmentWithoutUserNameFragmentIsMalformed() {
    assertEquals(
        new TrickleFragment.Malformed("the fragment has no a=ice-ufrag"),
        TrickleFragment.parse("a=end-of-candidates\r\n"));
  }

  @Test
  void namesTheLine() {
    assertEquals(
        new TrickleFragment.Malformed("fragment line 2: malformed a=ice-pwd"),
        TrickleFragment.parse("a=ice-ufrag:abcd\r\na=ice-pwd:short\r\n"));
  }

  static Stream<byte[]> fragments() {
    return Stream.of(TRICKLE, "a=ice-ufrag:abcd\r\n", "m=\n", "")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("fragments")
  @FuzzTest(maxDuration = "60s")
  void readsOrSaysWhatIsWrong(byte[] data) {
    switch (TrickleFragment.parse(new String(data, StandardCharsets.UTF_8))) {
      case TrickleFragment.Malformed(String message) ->
          assertTrue(message.chars().noneMatch(Character::isISOControl), message);
      case TrickleFragment.Candidates fragment ->
          fragment
              .candidates()
              .forEach(
                  candidate ->
                      assertEquals(
                          new IceCandidates.Parsed.Candidate(candidate),
                          IceCandidates.parse(IceCandidates.format(candidate))));
    }
  }
}
