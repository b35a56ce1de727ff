package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** AES-GCM of libcrypto (RFC 7714), in place. */
final class LibcryptoGcmCipher implements SrtpCipher {
  private static final int TAG_LENGTH = CipherContext.TAG_LENGTH;

  private final CipherContext rtp;
  private final CipherContext rtcp;
  private final long rtpSaltHigh;
  private final int rtpSaltLow;
  private final long rtcpSaltHigh;
  private final int rtcpSaltLow;
  private final NativePacket packets = new NativePacket();

  LibcryptoGcmCipher(
      LibcryptoProvider owner,
      SessionKeys rtp,
      SessionKeys rtcp,
      CryptoProvider.Direction direction) {
    long cipher = rtp.encryption().length == 16 ? Libcrypto.AES_128_GCM : Libcrypto.AES_256_GCM;
    this.rtp = new CipherContext(owner, cipher, rtp.encryption(), direction);
    this.rtcp = new CipherContext(owner, cipher, rtcp.encryption(), direction);
    rtpSaltHigh = ByteBuffer.wrap(rtp.salt()).getLong(0);
    rtpSaltLow = ByteBuffer.wrap(rtp.salt()).getInt(8);
    rtcpSaltHigh = ByteBuffer.wrap(rtcp.salt()).getLong(0);
    rtcpSaltLow = ByteBuffer.wrap(rtcp.salt()).getInt(8);
  }

  @Override
  public void sealRtp(ByteBuf buffer, int start, int headerLength, int ssrc, long index) {
    int length = buffer.writerIndex() - start;
    buffer.ensureWritable(TAG_LENGTH);
    long packet = packets.load(buffer, start, TAG_LENGTH);
    rtp.begin(rtpSaltHigh ^ high(ssrc, index), rtpSaltLow ^ (int) index);
    rtp.authenticate(packet, headerLength);
    rtp.crypt(packet + headerLength, length - headerLength);
    rtp.seal(packet + length);
    packets.store(buffer, start, headerLength, length + TAG_LENGTH);
    buffer.writerIndex(start + length + TAG_LENGTH);
  }

  @Override
  public boolean openRtp(ByteBuf packet, int headerLength, int ssrc, long index) {
    int start = packet.readerIndex();
    int length = packet.readableBytes() - TAG_LENGTH;
    long address = packets.load(packet, start, 0);
    long high = rtpSaltHigh ^ high(ssrc, index);
    int low = rtpSaltLow ^ (int) index;
    rtp.begin(high, low);
    rtp.authenticate(address, headerLength);
    rtp.crypt(address + headerLength, length - headerLength);
    if (!rtp.verify(address + length)) {
      restore(rtp, high, low, address + headerLength, length - headerLength);
      return false;
    }
    packets.store(packet, start, headerLength, length);
    packet.writerIndex(start + length);
    return true;
  }

  @Override
  public void sealRtcp(ByteBuf buffer, int start, int ssrc, int index) {
    int length = buffer.writerIndex() - start;
    buffer.ensureWritable(TAG_LENGTH + INDEX_LENGTH);
    // RFC 7714 section 9.2: header and index word are authenticated, the tag lies between.
    buffer.setInt(start + length + TAG_LENGTH, ENCRYPTED | index);
    buffer.writerIndex(start + length + TAG_LENGTH + INDEX_LENGTH);
    long packet = packets.load(buffer, start, 0);
    rtcp.begin(rtcpSaltHigh ^ high(ssrc, index), rtcpSaltLow ^ index);
    rtcp.authenticate(packet, RTCP_HEADER_LENGTH);
    rtcp.authenticate(packet + length + TAG_LENGTH, INDEX_LENGTH);
    rtcp.crypt(packet + RTCP_HEADER_LENGTH, length - RTCP_HEADER_LENGTH);
    rtcp.seal(packet + length);
    packets.store(buffer, start, RTCP_HEADER_LENGTH, length + TAG_LENGTH);
  }

  @Override
  public int indexWord(ByteBuf packet) {
    return packet.getInt(packet.writerIndex() - INDEX_LENGTH);
  }

  @Override
  public boolean openRtcp(ByteBuf packet, int ssrc) {
    int start = packet.readerIndex();
    int word = indexWord(packet);
    int length = packet.readableBytes() - INDEX_LENGTH - TAG_LENGTH;
    // RFC 7714 section 9.3: without the E flag all of the packet is associated data.
    int clear = (word & ENCRYPTED) != 0 ? RTCP_HEADER_LENGTH : length;
    int index = word & ~ENCRYPTED;
    long address = packets.load(packet, start, 0);
    long high = rtcpSaltHigh ^ high(ssrc, index);
    int low = rtcpSaltLow ^ index;
    rtcp.begin(high, low);
    rtcp.authenticate(address, clear);
    rtcp.authenticate(address + length + TAG_LENGTH, INDEX_LENGTH);
    rtcp.crypt(address + clear, length - clear);
    if (!rtcp.verify(address + length)) {
      restore(rtcp, high, low, address + clear, length - clear);
      return false;
    }
    packets.store(packet, start, clear, length);
    packet.writerIndex(start + length);
    return true;
  }

  /** In counter mode the same key stream once more leads back to what was received. */
  private static void restore(CipherContext context, long high, int low, long address, int length) {
    context.begin(high, low);
    context.crypt(address, length);
  }

  /**
   * RFC 7714 sections 8.1 and 9.1: two zero octets, SSRC, 48 bits of index (RTCP: 16 zero bits and
   * 31 of index), all of it exclusive-or the salt. These are the first eight bytes.
   */
  private static long high(int ssrc, long index) {
    return (ssrc & 0xFFFF_FFFFL) << 16 | index >>> 32;
  }

  @Override
  public void close() {
    rtp.free();
    rtcp.free();
    packets.free();
  }
}
