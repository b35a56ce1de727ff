package org.parley.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtensionValuesTest {
  @Test
  void readsAudioLevels() {
    ByteBuf speaking = Unpooled.wrappedBuffer(new byte[] {(byte) 0x9E});
    int level = ExtensionValues.audioLevel(speaking, 0, 1);
    assertTrue(ExtensionValues.voice(level));
    assertEquals(30, ExtensionValues.level(level));

    ByteBuf silent = Unpooled.wrappedBuffer(new byte[] {0x7F});
    assertFalse(ExtensionValues.voice(ExtensionValues.audioLevel(silent, 0, 1)));
    assertEquals(127, ExtensionValues.level(ExtensionValues.audioLevel(silent, 0, 1)));
    assertEquals(-1, ExtensionValues.audioLevel(silent, 0, 0));
  }

  /** Rows: nanoseconds, seconds in 6.18 fixed point. */
  @ParameterizedTest
  @CsvSource({
    "0,              0",
    "1000000000,     262144",
    "500000000,      131072",
    "63999999999,    16777215",
    "64000000000,    0",
    "-500000000,     16646144",
    "3814,           0",
    "3815,           1"
  })
  void absoluteSendTimeWrapsAfter64Seconds(long nanos, int expected) {
    assertEquals(expected, ExtensionValues.absoluteSendTime(nanos));
  }

  @Test
  void readsNumbersOfTheirLengthOnly() {
    ByteBuf buffer = Unpooled.wrappedBuffer(new byte[] {(byte) 0xFF, (byte) 0xFE, 1, 2});

    assertEquals(0xFFFE01, ExtensionValues.absoluteSendTime(buffer, 0, 3));
    assertEquals(-1, ExtensionValues.absoluteSendTime(buffer, 0, 2));
    assertEquals(0xFFFE, ExtensionValues.transportSequence(buffer, 0, 2));
    assertEquals(-1, ExtensionValues.transportSequence(buffer, 0, 4));
  }

  /** Rows: text, whether it is a stream id, whether it is a mid. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          h,       true,  true
          Layer2,  true,  true
          0,       true,  true
          a_b-c,   false, true
          'a b',   false, false
          '',      false, false
          é,       false, false
          a;b,     false, false
          """)
  void readsIds(String text, boolean streamId, boolean mid) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);

    assertEquals(streamId ? text : null, ExtensionValues.streamId(buffer, 0, bytes.length));
    assertEquals(mid ? text : null, ExtensionValues.mid(buffer, 0, bytes.length));
  }
}
