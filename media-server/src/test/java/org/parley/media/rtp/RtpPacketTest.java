package org.parley.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpPacketTest {
  private final RtpPacket packet = new RtpPacket();

  @Test
  void readsTheFixedHeader() {
    assertTrue(packet.wrap(hex("80 e0 f17b 8041f8d3 d501a0b2 47616c6c")));

    assertTrue(packet.marker());
    assertEquals(96, packet.payloadType());
    assertEquals(0xF17B, packet.sequenceNumber());
    assertEquals(0x8041F8D3, packet.timestamp());
    assertEquals(0xD501A0B2, packet.ssrc());
    assertEquals(0, packet.csrcCount());
    assertEquals(12, packet.headerLength());
    assertEquals(12, packet.payloadOffset());
    assertEquals(4, packet.payloadLength());
    assertEquals(0, packet.paddingLength());
    assertEquals(RtpPacket.NONE, packet.firstExtension());
  }

  @Test
  void startsAtTheReaderIndex() {
    ByteBuf buffer = hex("ffffff 80 60 0001 00000002 00000003 0405").skipBytes(3);

    assertTrue(packet.wrap(buffer));
    assertEquals(1, packet.sequenceNumber());
    assertEquals(3, packet.ssrc());
    assertEquals(15, packet.payloadOffset());
    assertEquals(2, packet.payloadLength());
  }

  @Test
  void writesTheFixedHeader() {
    assertTrue(packet.wrap(hex("80 60 0001 00000002 00000003 04")));
    packet.marker(true);
    packet.payloadType(111);
    packet.sequenceNumber(0xFFFE);
    packet.timestamp(0x80000001);
    packet.ssrc(0xCAFEBABE);
    assertEquals("80effffe80000001cafebabe04", ByteBufUtil.hexDump(packet.buffer()));

    packet.marker(false);
    assertEquals("806ffffe80000001cafebabe04", ByteBufUtil.hexDump(packet.buffer()));
  }

  @Test
  void skipsCsrcsAndExtensionAndPadding() {
    assertTrue(
        packet.wrap(
            hex("b2 60 0001 00000002 00000003 0000000a 0000000b abcd0001 01020304 aabbcc 000003")));

    assertEquals(2, packet.csrcCount());
    assertEquals(28, packet.headerLength());
    assertEquals(3, packet.payloadLength());
    assertEquals(3, packet.paddingLength());
    assertEquals(RtpPacket.NONE, packet.firstExtension(), "0xabcd is no form of RFC 8285");
  }

  @Test
  void aProbeIsAllPadding() {
    assertTrue(packet.wrap(hex("a0 60 0001 00000002 00000003 000003")));
    assertEquals(0, packet.payloadLength());
    assertEquals(3, packet.paddingLength());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ''                                                  , empty
          80600001000000020000                                , fixed header cut
          40600001000000020000000304                          , version 1
          8160000100000002000000030000                        , CSRC cut
          906000010000000200000003bede00                      , extension header cut
          906000010000000200000003bede000201020304            , extension cut
          a06000010000000200000003                            , padding without a payload
          a06000010000000200000003000000                      , padding of zero
          a060000100000002000000030004                        , padding longer than the payload
          """)
  void refusesWhatDoesNotFit(String bytes, String why) {
    assertFalse(packet.wrap(hex(bytes)), why);
  }

  /** Rows: extension block, elements as id, offset in the block and length. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          bede0001 10aa0000                    , 1@5+1
          bede0001 00 10aa 00                  , 1@6+1
          bede0002 22010203 10aa 30bb          , 2@5+3 1@9+1 3@11+1
          bede0003 f0ff 10aa 00000000 00000000 , ''
          bede0002 10aa f0bb 30cc 0000         , 1@5+1
          bede0002 10aa 01bb 30cc 0000         , 1@5+1
          bede0001 10aa 31bb                   , 1@5+1
          bede0005 1f000102030405060708090a0b0c0d0e0f 000000 , 1@5+16
          10000002 0101aa 0200 0000 00         , 1@6+1 2@9+0
          10070002 ff02aabb 00 0f01cc          , 255@6+2 15@11+1
          10000001 0104aabb                    , ''
          10000002 0102aabb 00000001           , 1@6+2
          bede0000                             , ''
          """)
  void walksHeaderExtensions(String block, String expected) {
    assertTrue(packet.wrap(hex("90 60 0001 00000002 00000003" + block + "55")));

    List<String> elements = new ArrayList<>();
    packet.forEachExtension(
        (id, offset, length) -> elements.add(id + "@" + (offset - 12) + "+" + length));

    assertEquals(expected, String.join(" ", elements));
  }

  @Test
  void findsAnExtensionById() {
    assertTrue(packet.wrap(hex("90 60 0001 00000002 00000003 bede0002 22010203 10aa 30bb")));

    long third = packet.findExtension(3);
    assertEquals(3, RtpPacket.extensionId(third));
    assertEquals(12 + 11, RtpPacket.extensionOffset(third));
    assertEquals(1, RtpPacket.extensionLength(third));
    assertEquals(RtpPacket.NONE, packet.findExtension(4));
    assertEquals(RtpPacket.NONE, packet.findExtension(0));
  }

  @Test
  void aReusedViewForgetsThePacketBefore() {
    assertTrue(packet.wrap(hex("b0 60 0001 00000002 00000003 bede0001 10aa0000 aa 0002")));
    assertTrue(packet.wrap(hex("80 60 0001 00000002 00000003 aabbcc")));

    assertEquals(RtpPacket.NONE, packet.firstExtension());
    assertEquals(3, packet.payloadLength());
    assertEquals(0, packet.paddingLength());
  }

  @ParameterizedTest
  @CsvSource({"1234aabb, 4660", "1234, 4660", "12, -1", "'', -1"})
  void readsTheOriginalSequenceNumber(String payload, int expected) {
    assertTrue(packet.wrap(hex("80 61 0001 00000002 00000003" + payload)));
    assertEquals(expected, Retransmission.originalSequenceNumber(packet));
  }

  private static ByteBuf hex(String bytes) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }
}
