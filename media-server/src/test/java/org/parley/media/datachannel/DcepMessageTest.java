package org.parley.media.datachannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.sctp.tx.Delivery;

/** RFC 8832 section 5. */
class DcepMessageTest {
  private static ChannelOptions options(boolean ordered, Reliability reliability, int priority) {
    return new ChannelOptions("ch", "pé", ordered, reliability, priority);
  }

  static Stream<Arguments> vectors() {
    String texts = "0002 0003 6368 70c3a9";
    return Stream.of(
        Arguments.of("03 00 0100 00000000" + texts, options(true, new Reliability.Reliable(), 256)),
        Arguments.of(
            "03 80 0080 00000000" + texts, options(false, new Reliability.Reliable(), 128)),
        Arguments.of(
            "03 01 0200 00000003" + texts, options(true, new Reliability.Retransmits(3), 512)),
        Arguments.of(
            "03 81 0400 00000000" + texts, options(false, new Reliability.Retransmits(0), 1024)),
        Arguments.of(
            "03 02 0000 000005dc" + texts, options(true, new Reliability.Lifetime(1500), 0)),
        Arguments.of(
            "03 82 ffff ffffffff" + texts, options(false, new Reliability.Lifetime(-1), 65_535)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void readsAndWritesOpen(String hex, ChannelOptions options) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertEquals(new DcepMessage.Open(options), DcepMessage.read(bytes));
    assertArrayEquals(bytes, new DcepMessage.Open(options).bytes());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ''                               , empty
          04                               , an unknown message
          03                               , OPEN cut
          03 03 0000 00000000 0000 0000    , an unknown type of channel
          03 00 0000 00000000 0001 0000    , a label that is not there
          03 00 0000 00000000 0000 0001    , a protocol that is not there
          03 00 0000 00000000 ffff ffff 00 , far too little
          03 00 0000 00000000 0000 0000 00 , too much
          """)
  void refusesWhatIsMalformed(String hex, String why) {
    assertNull(DcepMessage.read(HexFormat.of().parseHex(hex.replace(" ", ""))), why);
  }

  @ParameterizedTest
  @CsvSource({"02", "02000000"})
  void readsAck(String hex) {
    assertEquals(new DcepMessage.Ack(), DcepMessage.read(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0    , 0  , 1
          1500 , 1500 , 1500000000
          -1   , -1 , 4294967295000000
          """)
  void lifetimesAndCountsAreUnsigned(int value, int retransmissions, long nanos) {
    assertEquals(
        new Delivery(true, retransmissions, 0),
        options(true, new Reliability.Retransmits(value), 0).delivery());
    assertEquals(
        new Delivery(true, Delivery.UNLIMITED, nanos),
        options(true, new Reliability.Lifetime(value), 0).delivery());
  }

  @FuzzTest(maxDuration = "60s")
  void whatIsReadCanBeWrittenAndReadAgain(byte[] bytes) {
    DcepMessage message = DcepMessage.read(bytes);
    if (message != null) {
      assertEquals(message, DcepMessage.read(message.bytes()));
    }
  }
}
