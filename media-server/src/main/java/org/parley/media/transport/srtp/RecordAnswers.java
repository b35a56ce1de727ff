package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The records that every provider must make of a content, by the keys and the text of RFC 7714
 * section 16; computed by the AESGCM of Python's cryptography.
 */
final class RecordAnswers {
  private static final int TYPE = 23;
  private static final long SEQUENCE = 1L << 48 | 0xF17BD431L;
  private static final byte[] IV = bytes("51756964");
  private static final byte[] CONTENT =
      bytes("47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
  private static final byte[] RECORD_128 =
      bytes(
          "17fefd00010000f17bd431003e00010000f17bd4319c683b33935ef12cf22ef932bfc2d1fe27e2f0b4"
              + "e21f8b6ccd15acb4fcd7d25018160f0e7c079c828fd7164a00dc6b615b0a519e8654");
  private static final byte[] RECORD_256 =
      bytes(
          "17fefd00010000f17bd431003e00010000f17bd4312ceaa6daf497ee3d3027b6b8a451dc27d0f34a2e"
              + "da529bb4fca5400f54b42df1c4cb87132c618ac6dcc8356754f72cf76f0bb1b35ef3");

  private RecordAnswers() {}

  /** What the provider does wrong. */
  static @Nullable String failure(CryptoProvider provider) {
    String failure = failure(provider, 16, RECORD_128);
    return failure == null ? failure(provider, 32, RECORD_256) : failure;
  }

  private static @Nullable String failure(CryptoProvider provider, int keyLength, byte[] answer) {
    byte[] key = new byte[keyLength];
    for (int i = 0; i < keyLength; i++) {
      key[i] = (byte) i;
    }
    ByteBuf buffer = Unpooled.directBuffer(256);
    try (RecordCipher seal = provider.recordCipher(key, IV, CryptoProvider.Direction.SEAL);
        RecordCipher open = provider.recordCipher(key, IV, CryptoProvider.Direction.OPEN)) {
      buffer.writeBytes(CONTENT);
      seal.seal(buffer, 0, TYPE, SEQUENCE);
      if (!holds(buffer, answer)) {
        return "seal a DTLS record";
      }
      byte[] forged = answer.clone();
      forged[forged.length - 1] ^= 1;
      if (open.open(buffer.clear().writeBytes(forged))) {
        return "refuse a forged DTLS record";
      }
      return open.open(buffer.clear().writeBytes(answer)) && holds(buffer, CONTENT)
          ? null
          : "open a DTLS record";
    } finally {
      buffer.release();
    }
  }

  private static boolean holds(ByteBuf buffer, byte[] expected) {
    return Arrays.equals(ByteBufUtil.getBytes(buffer), expected);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
