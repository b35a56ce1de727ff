package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of DATA (RFC 9260 section 3.3.1) or I-DATA (RFC 8260 section 2.1), reused for chunk after
 * chunk.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  type 0 / 64  |  res  |I|U|B|E|            length             |
 * |                              TSN                              |
 * |            stream             |  stream sequence / reserved   |
 * |            I-DATA only: message identifier (MID)              |
 * |  payload protocol identifier; I-DATA without B: fragment FSN  |
 * |                           user data                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class DataChunk {
  public static final int HEADER_LENGTH = 16;
  public static final int INTERLEAVED_HEADER_LENGTH = 20;

  public static final int ENDING = 1;
  public static final int BEGINNING = 2;
  public static final int UNORDERED = 4;

  /** RFC 7053: to be acknowledged at once. */
  public static final int IMMEDIATE = 8;

  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private boolean interleaved;
  private int flags;
  private int at;
  private int end;

  /**
   * Looks at the chunk at which the packet stands.
   *
   * @return false if it is too short
   */
  public boolean wrap(PacketView packet) {
    in = packet.buffer();
    interleaved = packet.chunkType() == ChunkType.I_DATA;
    flags = packet.chunkFlags();
    at = packet.valueStart();
    end = packet.valueEnd();
    return payloadStart() <= end;
  }

  public boolean interleaved() {
    return interleaved;
  }

  public boolean immediate() {
    return (flags & IMMEDIATE) != 0;
  }

  public boolean unordered() {
    return (flags & UNORDERED) != 0;
  }

  /** Whether it is the first fragment of a message. */
  public boolean beginning() {
    return (flags & BEGINNING) != 0;
  }

  /** Whether it is the last fragment of a message. */
  public boolean ending() {
    return (flags & ENDING) != 0;
  }

  public int tsn() {
    return in.getInt(at);
  }

  public int stream() {
    return in.getUnsignedShort(at + 4);
  }

  /** The message's number in its stream: 16 bits in DATA, 32 in I-DATA. */
  public int sequence() {
    return interleaved ? in.getInt(at + 8) : in.getUnsignedShort(at + 6);
  }

  /** Of I-DATA: the fragment's number in its message. */
  public int fragment() {
    return beginning() ? 0 : in.getInt(at + 12);
  }

  /** Of I-DATA only in its first fragment. */
  public int protocol() {
    return in.getInt(interleaved ? at + 12 : at + 8);
  }

  public int payloadLength() {
    return end - payloadStart();
  }

  public byte[] payload() {
    byte[] payload = new byte[payloadLength()];
    in.getBytes(payloadStart(), payload);
    return payload;
  }

  /** Copies the payload into an array that has room for it there. */
  public void copyPayload(byte[] to, int at) {
    in.getBytes(payloadStart(), to, at, payloadLength());
  }

  private int payloadStart() {
    int header = interleaved ? INTERLEAVED_HEADER_LENGTH : HEADER_LENGTH;
    return at - PacketView.CHUNK_HEADER_LENGTH + header;
  }

  /** The room that a chunk takes with its padding. */
  public static int paddedLength(boolean interleaved, int payload) {
    return (interleaved ? INTERLEAVED_HEADER_LENGTH : HEADER_LENGTH) + (payload + 3 & ~3);
  }

  /** Writes DATA. */
  public static void write(
      ByteBuf out,
      int flags,
      int tsn,
      int stream,
      int sequence,
      int protocol,
      byte[] message,
      int offset,
      int length) {
    out.writeByte(ChunkType.DATA).writeByte(flags).writeShort(HEADER_LENGTH + length);
    out.writeInt(tsn).writeShort(stream).writeShort(sequence).writeInt(protocol);
    out.writeBytes(message, offset, length).writeZero(-length & 3);
  }

  /**
   * Writes I-DATA.
   *
   * @param protocolOrFragment of the first fragment the protocol, of others their number
   */
  public static void writeInterleaved(
      ByteBuf out,
      int flags,
      int tsn,
      int stream,
      int messageId,
      int protocolOrFragment,
      byte[] message,
      int offset,
      int length) {
    out.writeByte(ChunkType.I_DATA).writeByte(flags);
    out.writeShort(INTERLEAVED_HEADER_LENGTH + length);
    out.writeInt(tsn).writeShort(stream).writeShort(0);
    out.writeInt(messageId).writeInt(protocolOrFragment);
    out.writeBytes(message, offset, length).writeZero(-length & 3);
  }
}
