package org.parley.media.transport.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.transport.dtls.RecordProtection.Opening;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.RecordCipher;

class RecordProtectionTest {
  private static final int ALERT = 21;
  private static final int DATA = DtlsRecords.APPLICATION_DATA;
  private static final byte[] BLOCK = block();

  /** One key for both directions: what is sealed here opens here. */
  private static final RecordKeys KEYS = RecordKeys.of(BLOCK, 16);

  private final RecordProtection records = new RecordProtection(CryptoProvider.jdk());

  private static byte[] block() {
    byte[] block = new byte[RecordKeys.blockLength(16)];
    for (int i = 0; i < 16; i++) {
      block[i] = (byte) i;
      block[16 + i] = (byte) i;
    }
    return block;
  }

  @AfterEach
  void close() {
    records.close();
  }

  private static ByteBuf sealed(RecordProtection by, int value) {
    ByteBuf buffer = Unpooled.buffer().writeInt(value);
    assertTrue(by.seal(buffer, 0, DATA));
    return buffer;
  }

  @Test
  void cutsTheKeyBlockInTheOrderOfTheStandard() {
    byte[] block = new byte[RecordKeys.blockLength(32)];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) i;
    }
    RecordKeys keys = RecordKeys.of(block, 32);
    assertEquals(72, block.length);
    assertEquals(0, keys.clientKey()[0]);
    assertEquals(32, keys.serverKey()[0]);
    assertArrayEquals(new byte[] {64, 65, 66, 67}, keys.clientIv());
    assertArrayEquals(new byte[] {68, 69, 70, 71}, keys.serverIv());
  }

  @Test
  void nothingIsSealedOrOpenedWithoutKeys() {
    ByteBuf buffer = Unpooled.buffer().writeInt(1);
    assertFalse(records.seal(buffer, 0, DATA));
    assertEquals(4, buffer.readableBytes());
    assertEquals(Opening.MALFORMED, records.open(Unpooled.buffer().writeZero(60)));
    records.begin(KEYS);
    ByteBuf record = sealed(records, 1);
    records.close();
    assertFalse(records.seal(buffer, 0, DATA));
    assertEquals(Opening.MALFORMED, records.open(record));
    records.begin(KEYS);
    assertFalse(records.seal(buffer, 0, DATA), "keys that come after the end are not taken");
  }

  @Test
  void countsFromZeroInEpochOne() {
    records.begin(KEYS);
    for (int i = 0; i < 3; i++) {
      ByteBuf record = sealed(records, 9);
      String number = "000100000000000" + i;
      assertEquals(
          "17fefd" + number + "001c" + number, ByteBufUtil.hexDump(record).substring(0, 42));
    }
  }

  /** RFC 6347 section 4.1: a number is never used again, rather nothing is sent any more. */
  @Test
  void stopsWhenTheNumbersOfTheEpochAreUsed() {
    RecordProtection last =
        new RecordProtection(CryptoProvider.jdk(), RecordProtection.LAST_SEQUENCE);
    last.begin(KEYS);
    ByteBuf record = sealed(last, 1);
    assertEquals("0001ffffffffffff", ByteBufUtil.hexDump(record, 3, 8));
    assertFalse(last.seal(Unpooled.buffer().writeInt(2), 0, DATA));
    byte[] plaintext = HexFormat.of().parseHex("14fefd0000000000000005000101");
    byte[] alert = HexFormat.of().parseHex("15fefd000100000000000100020100");
    ByteBuf both = Unpooled.wrappedBuffer(plaintext, alert);
    assertArrayEquals(plaintext, last.sealFlight(ByteBufUtil.getBytes(both)));
    assertEquals(Opening.OPENED, last.open(record));
  }

  @Test
  void sealsOfAFlightWhatBelongsToEpochOne() {
    records.begin(KEYS);
    sealed(records, 1);
    byte[] flight =
        HexFormat.of().parseHex("14fefd0000000000000005000101" + "15fefd000100000000000000020100");
    byte[] datagram = records.sealFlight(flight);
    assertEquals(14 + 2 + RecordCipher.OVERHEAD, datagram.length);
    assertEquals(
        "14fefd0000000000000005000101" + "15fefd0001000000000001001a0001000000000001",
        HexFormat.of().formatHex(datagram).substring(0, 2 * (14 + 21)));
    ByteBuf alert = Unpooled.wrappedBuffer(datagram, 14, datagram.length - 14);
    assertEquals(ALERT, alert.getUnsignedByte(0));
    assertEquals(Opening.OPENED, records.open(alert));
    assertEquals("0100", ByteBufUtil.hexDump(alert));
  }

  @Test
  void whatComesInAnyOrderIsOpenedOnce() {
    records.begin(KEYS);
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      all.add(ByteBufUtil.getBytes(sealed(records, i)));
    }
    Collections.shuffle(all, new Random(7));
    for (byte[] record : all) {
      assertEquals(Opening.OPENED, records.open(Unpooled.copiedBuffer(record)));
      assertEquals(Opening.REPLAYED, records.open(Unpooled.copiedBuffer(record)));
    }
    for (byte[] record : all) {
      assertEquals(Opening.REPLAYED, records.open(Unpooled.copiedBuffer(record)));
    }
  }

  @Test
  void whatIsOlderThanTheWindowCountsAsReplayed() {
    records.begin(KEYS);
    ByteBuf old = sealed(records, 0);
    ByteBuf latest = old;
    for (int i = 0; i < 1_000; i++) {
      latest = sealed(records, i);
    }
    assertEquals(Opening.OPENED, records.open(latest));
    assertEquals(Opening.REPLAYED, records.open(old));
  }

  /** RFC 6347 section 4.1.2.6. */
  @Test
  void whatIsForgedDoesNotMoveTheWindow() {
    records.begin(KEYS);
    ByteBuf honest = sealed(records, 5);
    ByteBuf forged = honest.copy();
    forged.setMedium(5, 0xFFFFFF).setMedium(8, 0xFFFFFF);
    assertEquals(Opening.FORGED, records.open(forged));
    assertEquals(Opening.OPENED, records.open(honest));
    assertEquals(5, honest.readInt());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          plaintext epoch, 17fefd0000000000000001, MALFORMED
          later epoch,     17fefd0002000000000001, MALFORMED
          DTLS 1.0,        17feff0001000000000001, MALFORMED
          unknown version, 17fe000001000000000001, MALFORMED
          forged,          17fefd0001000000000001, FORGED
          """)
  void whatIsNotOfOurEpochIsMalformed(String what, String head, Opening expected) {
    records.begin(KEYS);
    ByteBuf record = Unpooled.buffer().writeBytes(HexFormat.of().parseHex(head));
    record.writeShort(40).writeZero(40);
    assertEquals(expected, records.open(record), what);
  }

  @ParameterizedTest
  @CsvSource({"0, MALFORMED", "23, MALFORMED", "24, FORGED", "16408, FORGED", "16409, MALFORMED"})
  void lengthsHaveBounds(int length, Opening expected) {
    records.begin(KEYS);
    ByteBuf record = Unpooled.buffer().writeByte(DATA).writeShort(0xFEFD).writeLong(1L << 48);
    assertEquals(expected, records.open(record.writeShort(length).writeZero(length)));
  }

  /** As a session walks through a datagram. */
  @FuzzTest(maxDuration = "30s")
  void whatIsNotAuthenticIsNeverOpened(byte[] bytes) {
    RecordProtection target = new RecordProtection(CryptoProvider.jdk());
    target.begin(KEYS);
    ByteBuf datagram = Unpooled.copiedBuffer(bytes);
    if (!DtlsRecords.admissible(datagram, true)) {
      return;
    }
    int end = datagram.writerIndex();
    for (int at = 0; at < end; ) {
      int next = DtlsRecords.end(datagram, at);
      assertNotEquals(Opening.OPENED, target.open(datagram.setIndex(at, next)));
      datagram.setIndex(0, end);
      at = next;
    }
    target.close();
  }
}
