package org.parley.media.transport.srtp;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * AES in counter mode with HMAC-SHA1 cut to 80 bits, of libcrypto (RFC 3711 sections 4.1.1 and
 * 4.2.1), in place.
 */
final class LibcryptoCounterModeCipher implements SrtpCipher {
  private static final int TAG_LENGTH = 10;
  private static final ValueLayout.OfInt BIG_INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Stream rtp;
  private final Stream rtcp;
  private final NativePacket packets = new NativePacket();

  /** Session keys of RTP or of RTCP. */
  private record Stream(CipherContext aes, HmacSha1 hmac, long saltHigh, long saltLow) {
    static Stream of(LibcryptoProvider owner, SessionKeys keys) {
      ByteBuffer salt = ByteBuffer.wrap(Arrays.copyOf(keys.salt(), 16));
      return new Stream(
          new CipherContext(
              owner, Libcrypto.AES_128_CTR, keys.encryption(), CryptoProvider.Direction.SEAL),
          new HmacSha1(keys.authentication()),
          salt.getLong(0),
          salt.getLong(8));
    }

    /**
     * Encrypts or decrypts, which is the same, by IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16
     * (RFC 3711 section 4.1.1).
     */
    void crypt(long address, int length, int ssrc, long index) {
      aes.begin(saltHigh ^ (ssrc & 0xFFFF_FFFFL), saltLow ^ index << 16);
      aes.crypt(address, length);
    }

    void free() {
      aes.free();
      hmac.free();
    }
  }

  LibcryptoCounterModeCipher(LibcryptoProvider owner, SessionKeys rtp, SessionKeys rtcp) {
    this.rtp = Stream.of(owner, rtp);
    this.rtcp = Stream.of(owner, rtcp);
  }

  @Override
  public void sealRtp(ByteBuf buffer, int start, int headerLength, int ssrc, long index) {
    int length = buffer.writerIndex() - start;
    buffer.ensureWritable(TAG_LENGTH);
    long packet = packets.load(buffer, start, TAG_LENGTH);
    rtp.crypt(packet + headerLength, length - headerLength, ssrc, index);
    // RFC 3711 section 4.2: the rollover counter is authenticated behind the packet, not sent.
    NativeMemory.ALL.set(BIG_INT, packet + length, (int) (index >>> 16));
    long digest = rtp.hmac.digest(packet, length + 4);
    putTag(packet + length, digest);
    packets.store(buffer, start, headerLength, length + TAG_LENGTH);
    buffer.writerIndex(start + length + TAG_LENGTH);
  }

  @Override
  public boolean openRtp(ByteBuf packet, int headerLength, int ssrc, long index) {
    int start = packet.readerIndex();
    int length = packet.readableBytes() - TAG_LENGTH;
    long address = packets.load(packet, start, 0);
    long tag = address + length;
    int overwritten = NativeMemory.ALL.get(JAVA_INT_UNALIGNED, tag);
    NativeMemory.ALL.set(BIG_INT, tag, (int) (index >>> 16));
    long digest = rtp.hmac.digest(address, length + 4);
    NativeMemory.ALL.set(JAVA_INT_UNALIGNED, tag, overwritten);
    if (!tagEquals(tag, digest)) {
      return false;
    }
    rtp.crypt(address + headerLength, length - headerLength, ssrc, index);
    packets.store(packet, start, headerLength, length);
    packet.writerIndex(start + length);
    return true;
  }

  @Override
  public void sealRtcp(ByteBuf buffer, int start, int ssrc, int index) {
    buffer.ensureWritable(INDEX_LENGTH + TAG_LENGTH);
    int length = buffer.writerIndex() - start;
    buffer.writeInt(ENCRYPTED | index);
    int authenticated = length + INDEX_LENGTH;
    long packet = packets.load(buffer, start, TAG_LENGTH);
    rtcp.crypt(packet + RTCP_HEADER_LENGTH, length - RTCP_HEADER_LENGTH, ssrc, index);
    putTag(packet + authenticated, rtcp.hmac.digest(packet, authenticated));
    packets.store(buffer, start, RTCP_HEADER_LENGTH, authenticated + TAG_LENGTH);
    buffer.writerIndex(start + authenticated + TAG_LENGTH);
  }

  @Override
  public int indexWord(ByteBuf packet) {
    return packet.getInt(packet.writerIndex() - TAG_LENGTH - INDEX_LENGTH);
  }

  @Override
  public boolean openRtcp(ByteBuf packet, int ssrc) {
    int start = packet.readerIndex();
    int word = indexWord(packet);
    int authenticated = packet.readableBytes() - TAG_LENGTH;
    long address = packets.load(packet, start, 0);
    if (!tagEquals(address + authenticated, rtcp.hmac.digest(address, authenticated))) {
      return false;
    }
    int length = authenticated - INDEX_LENGTH;
    if ((word & ENCRYPTED) != 0) {
      int index = word & ~ENCRYPTED;
      rtcp.crypt(address + RTCP_HEADER_LENGTH, length - RTCP_HEADER_LENGTH, ssrc, index);
    }
    packets.store(packet, start, RTCP_HEADER_LENGTH, length);
    packet.writerIndex(start + length);
    return true;
  }

  private static void putTag(long place, long digest) {
    NativeMemory.ALL.set(
        JAVA_LONG_UNALIGNED, place, NativeMemory.ALL.get(JAVA_LONG_UNALIGNED, digest));
    NativeMemory.ALL.set(
        JAVA_SHORT_UNALIGNED, place + 8, NativeMemory.ALL.get(JAVA_SHORT_UNALIGNED, digest + 8));
  }

  /** Compares in constant time. */
  private static boolean tagEquals(long tag, long digest) {
    long first =
        NativeMemory.ALL.get(JAVA_LONG_UNALIGNED, tag)
            ^ NativeMemory.ALL.get(JAVA_LONG_UNALIGNED, digest);
    int last =
        NativeMemory.ALL.get(JAVA_SHORT_UNALIGNED, tag + 8)
            ^ NativeMemory.ALL.get(JAVA_SHORT_UNALIGNED, digest + 8);
    return (first | last) == 0;
  }

  @Override
  public void close() {
    rtp.free();
    rtcp.free();
    packets.free();
  }
}
