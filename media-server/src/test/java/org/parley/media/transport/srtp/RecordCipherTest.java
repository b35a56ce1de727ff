package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.media.transport.srtp.CryptoProvider.Direction;
import org.parley.media.transport.srtp.CryptoProvider.Kind;

class RecordCipherTest {
  private static final byte[] IV = HexFormat.of().parseHex("51756964");
  private static final int DATA = 23;
  private static final long EPOCH = 1L << 48;

  private static byte[] key(int length) {
    byte[] key = new byte[length];
    for (int i = 0; i < length; i++) {
      key[i] = (byte) i;
    }
    return key;
  }

  private static RecordCipher cipher(Kind kind, int keyLength, Direction direction) {
    return Providers.require(kind).recordCipher(key(keyLength), IV, direction);
  }

  /** Computed by the AESGCM of Python's cryptography 48. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          LIBCRYPTO, 16, 17fefd00010000f17bd431001800010000f17bd4318c6d325837223ff72abcf275268fc20b
          CORRETTO,  16, 17fefd00010000f17bd431001800010000f17bd4318c6d325837223ff72abcf275268fc20b
          JDK,       16, 17fefd00010000f17bd431001800010000f17bd4318c6d325837223ff72abcf275268fc20b
          LIBCRYPTO, 32, 17fefd00010000f17bd431001800010000f17bd43109cdf9c58b867d033736962fcda2bc87
          CORRETTO,  32, 17fefd00010000f17bd431001800010000f17bd43109cdf9c58b867d033736962fcda2bc87
          JDK,       32, 17fefd00010000f17bd431001800010000f17bd43109cdf9c58b867d033736962fcda2bc87
          """)
  void emptyContentIsARecordAsWell(Kind kind, int keyLength, String record) {
    ByteBuf buffer = Unpooled.directBuffer().writeInt(7);
    try (RecordCipher seal = cipher(kind, keyLength, Direction.SEAL);
        RecordCipher open = cipher(kind, keyLength, Direction.OPEN)) {
      seal.seal(buffer, 4, DATA, EPOCH | 0xF17BD431L);
      buffer.readerIndex(4);
      assertEquals(record, ByteBufUtil.hexDump(buffer));
      assertTrue(open.open(buffer));
      assertEquals(0, buffer.readableBytes());
    } finally {
      buffer.release();
    }
  }

  /** RFC 5288 section 3: the sender chooses the explicit nonce; it need not be the number. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          LIBCRYPTO, 16, 90b9e600d9421df75516f08346ed2ae3349b834c3679dc6a48937840a2dab38d817ee892e9f0bfe2aaa4a9d8861b07370d22b783605f
          CORRETTO,  16, 90b9e600d9421df75516f08346ed2ae3349b834c3679dc6a48937840a2dab38d817ee892e9f0bfe2aaa4a9d8861b07370d22b783605f
          JDK,       16, 90b9e600d9421df75516f08346ed2ae3349b834c3679dc6a48937840a2dab38d817ee892e9f0bfe2aaa4a9d8861b07370d22b783605f
          LIBCRYPTO, 32, 54004290b33f834d9fdcd47ab8efd5bf24f06922e97a5f91c4801556bb8a71b2731141e53a1e6de662d1def72adb3acb4c412d8a7a70
          """)
  void opensAForeignNonce(Kind kind, int keyLength, String sealed) {
    byte[] record =
        HexFormat.of().parseHex("17fefd0001000000000007003e" + "a1b2c3d4e5f60718" + sealed);
    for (ByteBuf buffer :
        new ByteBuf[] {
          Unpooled.buffer().writeBytes(record),
          Unpooled.directBuffer().writeZero(5).writeBytes(record).readerIndex(5)
        }) {
      try (RecordCipher open = cipher(kind, keyLength, Direction.OPEN)) {
        assertTrue(open.open(buffer));
        assertEquals(
            "Gallia est omnis divisa in partes tres",
            buffer.toString(java.nio.charset.StandardCharsets.US_ASCII));
      } finally {
        buffer.release();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void opensWhatWasSealedAndNothingThatWasChanged(Kind kind) {
    Random random = new Random(5);
    try (RecordCipher seal = cipher(kind, 16, Direction.SEAL);
        RecordCipher open = cipher(kind, 16, Direction.OPEN)) {
      for (int i = 0; i < 200; i++) {
        byte[] content = new byte[random.nextInt(1400)];
        random.nextBytes(content);
        ByteBuf buffer = (i % 2 == 0 ? Unpooled.buffer() : Unpooled.directBuffer()).writeZero(i);
        seal.seal(buffer.writeBytes(content), i, DATA, EPOCH | i);
        ByteBuf forged = buffer.copy(i, buffer.writerIndex() - i);
        int at = random.nextInt(forged.readableBytes());
        // Without the length, of which the reader of records has made sure.
        at = at == 11 || at == 12 ? 0 : at;
        forged.setByte(at, forged.getByte(at) ^ 1 << random.nextInt(8));
        assertFalse(open.open(forged), "byte " + at);
        assertTrue(open.open(buffer.readerIndex(i)));
        assertEquals(HexFormat.of().formatHex(content), ByteBufUtil.hexDump(buffer));
        forged.release();
        buffer.release();
      }
    }
  }

  /** In a buffer without leak detection, which takes notes on each access. */
  @Test
  void nothingIsAllocatedPerRecord() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    CryptoProvider provider = Providers.require(Kind.LIBCRYPTO);
    ByteBuf buffer = new UnpooledByteBufAllocator(true, true).directBuffer(1_400);
    try (RecordCipher seal = provider.recordCipher(key(16), IV, Direction.SEAL);
        RecordCipher open = provider.recordCipher(key(16), IV, Direction.OPEN)) {
      assertEquals(2, provider.openContexts());
      roundTrips(seal, open, buffer, 60_000);
      long before = threads.getCurrentThreadAllocatedBytes();
      roundTrips(seal, open, buffer, 20_000);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 20_000, allocated + " bytes for 20,000 records");
    } finally {
      buffer.release();
    }
    assertEquals(0, provider.openContexts());
  }

  private static void roundTrips(RecordCipher seal, RecordCipher open, ByteBuf buffer, int count) {
    int opened = 0;
    for (int i = 0; i < count; i++) {
      buffer.setIndex(0, 1_200);
      seal.seal(buffer, 0, DATA, EPOCH | i);
      if (open.open(buffer)) {
        opened++;
      }
    }
    assertEquals(count, opened);
  }
}
