package org.parley.media.sctp.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataAndSackTest {
  private static final String HEADER = "138813881234567800000000";
  private static final byte[] MESSAGE = "xxping!xx".getBytes(StandardCharsets.US_ASCII);

  private final PacketView packet = new PacketView();
  private final DataChunk data = new DataChunk();
  private final SackChunk sack = new SackChunk();

  private boolean at(String hex) {
    return packet.wrap(Chunks.hex(hex)) && packet.nextChunk();
  }

  /** Written by aiortc 1.4.0. */
  @Test
  void readsAndWritesData() {
    String hex = "1388138812345678a86f317e0003001500000007000100020000003370696e6721000000";
    assertTrue(at(hex));
    assertTrue(packet.checksumIsRight());
    assertTrue(data.wrap(packet));
    assertFalse(data.interleaved());
    assertTrue(data.beginning() && data.ending());
    assertFalse(data.unordered() || data.immediate());
    assertEquals(7, data.tsn());
    assertEquals(1, data.stream());
    assertEquals(2, data.sequence());
    assertEquals(51, data.protocol());
    assertEquals(5, data.payloadLength());
    assertArrayEquals("ping!".getBytes(StandardCharsets.US_ASCII), data.payload());

    ByteBuf out = Unpooled.buffer();
    PacketWriter writer = new PacketWriter(5000, 5000);
    writer.begin(out, 0x12345678);
    DataChunk.write(out, 3, 7, 1, 2, 51, MESSAGE, 2, 5);
    writer.finish(out, 0, true);
    assertEquals(hex, ByteBufUtil.hexDump(out));
    assertEquals(24, DataChunk.paddedLength(false, 5));
  }

  /** RFC 8260 section 2.1. */
  @Test
  void readsAndWritesInterleavedData() {
    String first = "400e0019 00000007 0001 0000 00000003 00000035 70696e6721 000000";
    assertTrue(at(HEADER + first));
    assertTrue(data.wrap(packet));
    assertTrue(data.interleaved() && data.beginning() && data.unordered() && data.immediate());
    assertFalse(data.ending());
    assertEquals(3, data.sequence());
    assertEquals(0, data.fragment());
    assertEquals(53, data.protocol());
    assertEquals(5, data.payloadLength());
    ByteBuf out = Unpooled.buffer();
    DataChunk.writeInterleaved(out, 0xE, 7, 1, 3, 53, MESSAGE, 2, 5);
    assertEquals(first.replace(" ", ""), ByteBufUtil.hexDump(out));

    String last = "40010018 00000008 0001 0000 00000003 00000009 70696e67";
    assertTrue(at(HEADER + last));
    assertTrue(data.wrap(packet));
    assertTrue(data.ending() && !data.beginning());
    assertEquals(9, data.fragment());
    assertEquals(28, DataChunk.paddedLength(true, 5));
  }

  /** Written by aiortc 1.4.0. */
  @Test
  void readsSacks() {
    assertTrue(
        at("1388138812345678790551250300001c000000640002000000020001000200030005000500000063"));
    assertTrue(packet.checksumIsRight());
    assertTrue(sack.wrap(packet));
    assertEquals(100, sack.cumulativeTsn());
    assertEquals(131_072, sack.window());
    assertEquals(2, sack.gapBlocks());
    assertEquals(2, sack.gapStart(0));
    assertEquals(3, sack.gapEnd(0));
    assertEquals(5, sack.gapStart(1));
    assertEquals(5, sack.gapEnd(1));
    assertEquals(1, sack.duplicates());
    assertEquals(99, sack.duplicate(0));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0003000f 00000007 00010002 00000033   , DATA cut
          40030010 00000007 00010000 00000003   , I-DATA cut
          """)
  void refusesShortData(String hex, String why) {
    assertTrue(at(HEADER + hex), why);
    assertFalse(data.wrap(packet), why);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0300000c 00000001 00000002                       , cut
          03000010 00000001 00000002 0001 0000             , a gap block missing
          03000010 00000001 00000002 0000 0001             , a duplicate missing
          03000014 00000001 00000002 0000 0000 00010001    , one too many
          03000010 00000001 00000002 ffff ffff             , all of them missing
          """)
  void refusesSacksOfWrongLength(String hex, String why) {
    assertTrue(at(HEADER + hex), why);
    assertFalse(sack.wrap(packet), why);
  }
}
