package org.parley.media.rtp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Values of the header extensions that we read or make ourselves. Video orientation, playout delay
 * and dependency descriptor are copied as they are.
 *
 * <p>Reading functions take the absolute index and the length of a value and give -1, or null, when
 * it is not one of theirs.
 */
public final class ExtensionValues {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private ExtensionValues() {}

  /**
   * Audio level (RFC 6464 section 3): bit 7 is voice activity, bits 0 to 6 the level in -dBov.
   *
   * @return the octet as it is, 0 to 255; see {@link #voice} and {@link #level}
   */
  public static int audioLevel(ByteBuf buffer, int offset, int length) {
    return length == 1 ? buffer.getUnsignedByte(offset) : -1;
  }

  public static boolean voice(int audioLevel) {
    return (audioLevel & 0x80) != 0;
  }

  /** 0 is the loudest, 127 is silence. */
  public static int level(int audioLevel) {
    return audioLevel & 0x7F;
  }

  /** Absolute send time: seconds as 6.18 fixed point, wrapping every 64 s. */
  public static int absoluteSendTime(ByteBuf buffer, int offset, int length) {
    return length == 3 ? buffer.getUnsignedMedium(offset) : -1;
  }

  /** The absolute send time of a monotonic instant, 24 bits. */
  public static int absoluteSendTime(long nanos) {
    long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND) & 63;
    long fraction = (Math.floorMod(nanos, NANOS_PER_SECOND) << 18) / NANOS_PER_SECOND;
    return (int) (seconds << 18 | fraction);
  }

  /**
   * Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2).
   */
  public static int transportSequence(ByteBuf buffer, int offset, int length) {
    return length == 2 ? buffer.getUnsignedShort(offset) : -1;
  }

  /**
   * RTP stream id or repaired RTP stream id: 1 to 255 letters and digits (RFC 8852 section 3.1).
   */
  public static @Nullable String streamId(ByteBuf buffer, int offset, int length) {
    for (int i = 0; i < length; i++) {
      if (!isAlphanumeric(buffer.getByte(offset + i))) {
        return null;
      }
    }
    return ascii(buffer, offset, length);
  }

  /** Media identification: 1 to 255 characters of an SDP token (RFC 8843 section 15, RFC 4566). */
  public static @Nullable String mid(ByteBuf buffer, int offset, int length) {
    for (int i = 0; i < length; i++) {
      if (!isTokenCharacter(buffer.getByte(offset + i))) {
        return null;
      }
    }
    return ascii(buffer, offset, length);
  }

  private static @Nullable String ascii(ByteBuf buffer, int offset, int length) {
    return length >= 1 && length <= 255
        ? buffer.toString(offset, length, StandardCharsets.US_ASCII)
        : null;
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static boolean isTokenCharacter(int c) {
    return isAlphanumeric(c) || (c > 0 && "!#$%&'*+-.^_`{|}~".indexOf(c) >= 0);
  }
}
