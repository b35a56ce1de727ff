package org.parley.media.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * View of an RTP packet (RFC 3550 section 5.1) that is wrapped around one buffer after another.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             SSRC                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      0 to 15 CSRC of 32 bits                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   0xBEDE or 0x100 + appbits   |   length in 32-bit words      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    extension elements                         |
 * </pre>
 *
 * <p>Offsets are absolute indexes of {@link #buffer()}. The view neither retains nor releases the
 * buffer and is worth nothing after a {@link #wrap} that returned false.
 *
 * <p>Header extensions are walked without allocation:
 *
 * <pre>{@code
 * for (long e = packet.firstExtension(); e != RtpPacket.NONE; e = packet.nextExtension(e)) {
 *   use(RtpPacket.extensionId(e), RtpPacket.extensionOffset(e), RtpPacket.extensionLength(e));
 * }
 * }</pre>
 */
public final class RtpPacket {
  /** Bytes of the header before CSRCs and extensions. */
  public static final int FIXED_HEADER_LENGTH = 12;

  /** No such header extension. */
  public static final long NONE = -1;

  static final int ONE_BYTE_PROFILE = 0xBEDE;
  static final int TWO_BYTE_PROFILE = 0x1000;

  private static final int VERSION = 2;

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int start;
  private int length;
  private int headerLength;
  private int payloadLength;
  private int paddingLength;
  private int elementsStart;
  private int elementsEnd;
  private boolean twoByteElements;

  /** Receives the header extensions of a packet in their order on the wire. */
  @FunctionalInterface
  public interface ExtensionVisitor {
    /**
     * @param offset absolute index of the value
     */
    void extension(int id, int offset, int length);
  }

  /**
   * Wraps the packet between the reader and the writer index.
   *
   * @return false when the bytes are not an RTP packet within its bounds
   */
  public boolean wrap(ByteBuf packet) {
    return wrap(packet, packet.readerIndex(), packet.readableBytes());
  }

  /** As {@link #wrap(ByteBuf)} for the {@code length} bytes from {@code start}. */
  public boolean wrap(ByteBuf packet, int start, int length) {
    buffer = packet;
    this.start = start;
    this.length = length;
    elementsStart = start;
    elementsEnd = start;
    twoByteElements = false;
    headerLength = headerLength(packet, start, length);
    if (headerLength < 0) {
      return false;
    }
    int first = packet.getByte(start);
    if ((first & 0x10) != 0) {
      findElements();
    }
    paddingLength = 0;
    if ((first & 0x20) != 0) {
      paddingLength = length > headerLength ? packet.getUnsignedByte(start + length - 1) : 0;
      // RFC 3550 section 5.1: the count includes its own octet, so zero is no count.
      if (paddingLength == 0 || paddingLength > length - headerLength) {
        return false;
      }
    }
    payloadLength = length - headerLength - paddingLength;
    return true;
  }

  /**
   * Length of the header with CSRCs and extension block of the packet at {@code start}, or -1 when
   * it is no RTP header that fits into {@code length}. Says nothing of the padding, which SRTP
   * encrypts.
   */
  public static int headerLength(ByteBuf buffer, int start, int length) {
    if (length < FIXED_HEADER_LENGTH) {
      return -1;
    }
    int first = buffer.getUnsignedByte(start);
    if (first >> 6 != VERSION) {
      return -1;
    }
    int header = FIXED_HEADER_LENGTH + 4 * (first & 0x0F);
    if ((first & 0x10) != 0) {
      if (length < header + 4) {
        return -1;
      }
      header += 4 + 4 * buffer.getUnsignedShort(start + header + 2);
    }
    return header <= length ? header : -1;
  }

  public ByteBuf buffer() {
    return buffer;
  }

  /** Absolute index of the first byte. */
  public int offset() {
    return start;
  }

  /** Bytes of the whole packet. */
  public int length() {
    return length;
  }

  public boolean marker() {
    return (buffer.getByte(start + 1) & 0x80) != 0;
  }

  public void marker(boolean marker) {
    int octet = buffer.getByte(start + 1) & 0x7F;
    buffer.setByte(start + 1, marker ? octet | 0x80 : octet);
  }

  public int payloadType() {
    return buffer.getByte(start + 1) & 0x7F;
  }

  public void payloadType(int payloadType) {
    buffer.setByte(start + 1, (buffer.getByte(start + 1) & 0x80) | (payloadType & 0x7F));
  }

  /** 0 to 65535. */
  public int sequenceNumber() {
    return buffer.getUnsignedShort(start + 2);
  }

  public void sequenceNumber(int sequenceNumber) {
    buffer.setShort(start + 2, sequenceNumber);
  }

  public int timestamp() {
    return buffer.getInt(start + 4);
  }

  public void timestamp(int timestamp) {
    buffer.setInt(start + 4, timestamp);
  }

  public int ssrc() {
    return buffer.getInt(start + 8);
  }

  public void ssrc(int ssrc) {
    buffer.setInt(start + 8, ssrc);
  }

  public int csrcCount() {
    return buffer.getByte(start) & 0x0F;
  }

  /** Bytes before the payload: fixed header, CSRCs and extension block. */
  public int headerLength() {
    return headerLength;
  }

  /** Absolute index of the payload. */
  public int payloadOffset() {
    return start + headerLength;
  }

  /** Bytes of payload without the padding. */
  public int payloadLength() {
    return payloadLength;
  }

  /** Bytes of padding with the octet that counts them; 0 without padding. */
  public int paddingLength() {
    return paddingLength;
  }

  /** The first header extension with this id, or {@link #NONE}. */
  public long findExtension(int id) {
    long extension = firstExtension();
    while (extension != NONE && extensionId(extension) != id) {
      extension = nextExtension(extension);
    }
    return extension;
  }

  /** The first header extension, or {@link #NONE}. */
  public long firstExtension() {
    return extensionAt(elementsStart);
  }

  /** The header extension after the given one of this packet, or {@link #NONE}. */
  public long nextExtension(long extension) {
    return extensionAt(extensionOffset(extension) + extensionLength(extension));
  }

  public static int extensionId(long extension) {
    return (int) (extension >>> 40) & 0xFF;
  }

  /** Absolute index of the value. */
  public static int extensionOffset(long extension) {
    return (int) extension;
  }

  public static int extensionLength(long extension) {
    return (int) (extension >>> 32) & 0xFF;
  }

  public void forEachExtension(ExtensionVisitor visitor) {
    for (long e = firstExtension(); e != NONE; e = nextExtension(e)) {
      visitor.extension(extensionId(e), extensionOffset(e), extensionLength(e));
    }
  }

  private void findElements() {
    int block = start + FIXED_HEADER_LENGTH + 4 * csrcCount();
    int profile = buffer.getUnsignedShort(block);
    // RFC 8285 section 4.3: the lower four bits of 0x1000 are up to the application.
    twoByteElements = (profile & 0xFFF0) == TWO_BYTE_PROFILE;
    if (twoByteElements || profile == ONE_BYTE_PROFILE) {
      elementsStart = block + 4;
      elementsEnd = start + headerLength;
    }
  }

  private long extensionAt(int offset) {
    int at = offset;
    while (at < elementsEnd && buffer.getByte(at) == 0) {
      at++;
    }
    return twoByteElements ? twoByteElement(at) : oneByteElement(at);
  }

  private long oneByteElement(int at) {
    if (at >= elementsEnd) {
      return NONE;
    }
    int id = buffer.getUnsignedByte(at) >> 4;
    int length = (buffer.getByte(at) & 0x0F) + 1;
    // RFC 8285 section 4.2: id 15, or padding that claims a length, ends the processing.
    if (id == 15 || id == 0 || at + 1 + length > elementsEnd) {
      return NONE;
    }
    return extension(id, at + 1, length);
  }

  private long twoByteElement(int at) {
    if (at + 2 > elementsEnd) {
      return NONE;
    }
    int length = buffer.getUnsignedByte(at + 1);
    return at + 2 + length > elementsEnd
        ? NONE
        : extension(buffer.getUnsignedByte(at), at + 2, length);
  }

  private static long extension(int id, int offset, int length) {
    return (long) id << 40 | (long) length << 32 | offset;
  }
}
