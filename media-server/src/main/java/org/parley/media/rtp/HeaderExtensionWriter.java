package org.parley.media.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes an RTP header with a chosen set of header extensions (RFC 8285) at the writer index of a
 * buffer: {@link #begin}, any number of {@code add}, {@link #finish}. CSRCs and padding are not
 * written.
 *
 * <p>The form is chosen for the whole block before the first extension: the caller asks {@link
 * #needsTwoByteForm} for each one. An extension that does not fit the form is left out, and {@code
 * add} returns false.
 */
public final class HeaderExtensionWriter {
  /** Most bytes that {@link #begin} and {@link #finish} write besides the extensions' own. */
  public static final int MAX_FIXED_LENGTH = RtpPacket.FIXED_HEADER_LENGTH + 4 + 3;

  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private int start;
  private boolean twoByte;
  private boolean extended;

  /** Whether an extension fits the two-byte form only (RFC 8285 section 4.2). */
  public static boolean needsTwoByteForm(int id, int length) {
    return id > 14 || length > 16 || length == 0;
  }

  /**
   * Writes the fixed header.
   *
   * @param twoByte the form of the extensions that follow
   */
  public HeaderExtensionWriter begin(
      ByteBuf out,
      boolean twoByte,
      boolean marker,
      int payloadType,
      int sequenceNumber,
      int timestamp,
      int ssrc) {
    this.out = out;
    this.twoByte = twoByte;
    start = out.writerIndex();
    extended = false;
    int flags = 0x80 << 8 | (marker ? 0x80 : 0) | (payloadType & 0x7F);
    out.writeLong(
        (long) (flags << 16 | (sequenceNumber & 0xFFFF)) << 32 | (timestamp & 0xFFFF_FFFFL));
    out.writeInt(ssrc);
    return this;
  }

  /** Copies the value at the absolute index {@code offset} of {@code source}. */
  public boolean add(int id, ByteBuf source, int offset, int length) {
    if (!element(id, length)) {
      return false;
    }
    out.writeBytes(source, offset, length);
    return true;
  }

  public boolean add(int id, byte[] value) {
    if (!element(id, value.length)) {
      return false;
    }
    out.writeBytes(value);
    return true;
  }

  public boolean addUnsignedByte(int id, int value) {
    if (!element(id, 1)) {
      return false;
    }
    out.writeByte(value);
    return true;
  }

  public boolean addUnsignedShort(int id, int value) {
    if (!element(id, 2)) {
      return false;
    }
    out.writeShort(value);
    return true;
  }

  public boolean addUnsigned24(int id, int value) {
    if (!element(id, 3)) {
      return false;
    }
    out.writeMedium(value);
    return true;
  }

  /**
   * Pads the extension block to 32 bits and writes its length.
   *
   * @return the length of the header; the payload belongs at the writer index
   */
  public int finish() {
    if (extended) {
      int block = start + RtpPacket.FIXED_HEADER_LENGTH;
      int elements = out.writerIndex() - block - 4;
      int padding = -elements & 3;
      out.writeZero(padding);
      out.setShort(block + 2, (elements + padding) / 4);
    }
    return out.writerIndex() - start;
  }

  private boolean element(int id, int length) {
    if (id < 1 || id > 255 || length > 255 || (!twoByte && needsTwoByteForm(id, length))) {
      return false;
    }
    if (!extended) {
      extended = true;
      out.setByte(start, 0x90);
      out.writeShort(twoByte ? RtpPacket.TWO_BYTE_PROFILE : RtpPacket.ONE_BYTE_PROFILE);
      out.writeShort(0);
    }
    if (twoByte) {
      out.writeByte(id);
      out.writeByte(length);
    } else {
      out.writeByte(id << 4 | (length - 1));
    }
    return true;
  }
}
