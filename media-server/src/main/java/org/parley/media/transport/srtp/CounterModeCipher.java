package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode with HMAC-SHA1 cut to 80 bits, of the JDK (RFC 3711 sections 4.1.1 and
 * 4.2.1).
 */
final class CounterModeCipher implements SrtpCipher {
  private static final int TAG_LENGTH = 10;
  private static final int MAC_LENGTH = 20;
  private static final int BLOCK_LENGTH = 16;

  private final Stream rtp;
  private final Stream rtcp;
  private final Cipher cipher;
  private final byte[] counter = new byte[BLOCK_LENGTH];
  private final byte[] tag = new byte[MAC_LENGTH];
  private final Scratch scratch = new Scratch();

  /** Session keys of RTP or of RTCP. */
  private record Stream(SecretKeySpec key, byte[] salt, Mac mac) {
    static Stream of(SessionKeys keys) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(keys.authentication(), "HmacSHA1"));
      return new Stream(new SecretKeySpec(keys.encryption(), "AES"), keys.salt(), mac);
    }
  }

  CounterModeCipher(SessionKeys rtp, SessionKeys rtcp) {
    try {
      this.rtp = Stream.of(rtp);
      this.rtcp = Stream.of(rtcp);
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR or HMAC-SHA1 is missing in this JDK", e);
    }
  }

  @Override
  public void sealRtp(ByteBuf buffer, int start, int headerLength, int ssrc, long index) {
    int length = buffer.writerIndex() - start;
    byte[] bytes = scratch.load(buffer, start, MAC_LENGTH);
    crypt(rtp, bytes, headerLength, length, ssrc, index);
    // RFC 3711 section 4.2: the rollover counter is authenticated behind the packet, not sent.
    putInt(bytes, length, (int) (index >>> 16));
    authenticate(rtp, bytes, length + 4);
    System.arraycopy(tag, 0, bytes, length, TAG_LENGTH);
    scratch.store(buffer, start, headerLength, length + TAG_LENGTH);
  }

  @Override
  public boolean openRtp(ByteBuf packet, int headerLength, int ssrc, long index) {
    int length = packet.readableBytes() - TAG_LENGTH;
    byte[] bytes = scratch.load(packet, packet.readerIndex(), 0);
    putInt(bytes, length, (int) (index >>> 16));
    authenticate(rtp, bytes, length + 4);
    if (!tagEquals(packet, packet.readerIndex() + length)) {
      return false;
    }
    crypt(rtp, bytes, headerLength, length, ssrc, index);
    scratch.store(packet, packet.readerIndex(), headerLength, length);
    return true;
  }

  @Override
  public void sealRtcp(ByteBuf buffer, int start, int ssrc, int index) {
    int length = buffer.writerIndex() - start;
    byte[] bytes = scratch.load(buffer, start, INDEX_LENGTH + MAC_LENGTH);
    crypt(rtcp, bytes, RTCP_HEADER_LENGTH, length, ssrc, index);
    putInt(bytes, length, ENCRYPTED | index);
    authenticate(rtcp, bytes, length + INDEX_LENGTH);
    System.arraycopy(tag, 0, bytes, length + INDEX_LENGTH, TAG_LENGTH);
    scratch.store(buffer, start, RTCP_HEADER_LENGTH, length + INDEX_LENGTH + TAG_LENGTH);
  }

  @Override
  public int indexWord(ByteBuf packet) {
    return packet.getInt(packet.writerIndex() - TAG_LENGTH - INDEX_LENGTH);
  }

  @Override
  public boolean openRtcp(ByteBuf packet, int ssrc) {
    int word = indexWord(packet);
    int authenticated = packet.readableBytes() - TAG_LENGTH;
    byte[] bytes = scratch.load(packet, packet.readerIndex(), 0);
    authenticate(rtcp, bytes, authenticated);
    if (!tagEquals(packet, packet.readerIndex() + authenticated)) {
      return false;
    }
    int length = authenticated - INDEX_LENGTH;
    if ((word & ENCRYPTED) != 0) {
      crypt(rtcp, bytes, RTCP_HEADER_LENGTH, length, ssrc, word & ~ENCRYPTED);
    }
    scratch.store(packet, packet.readerIndex(), RTCP_HEADER_LENGTH, length);
    return true;
  }

  @Override
  public void close() {
    // Only garbage.
  }

  /** Encrypts or decrypts, which is the same, from {@code from} to {@code to}. */
  private void crypt(Stream stream, byte[] bytes, int from, int to, int ssrc, long index) {
    counter(stream.salt, ssrc, index);
    try {
      Key key = stream.key;
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
      cipher.doFinal(bytes, from, to - from, bytes, from);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR cannot encrypt", e);
    }
  }

  /** IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16 (RFC 3711 section 4.1.1). */
  private void counter(byte[] salt, int ssrc, long index) {
    System.arraycopy(salt, 0, counter, 0, salt.length);
    counter[14] = 0;
    counter[15] = 0;
    for (int i = 0; i < 4; i++) {
      counter[4 + i] ^= (byte) (ssrc >>> (24 - 8 * i));
    }
    for (int i = 0; i < 6; i++) {
      counter[8 + i] ^= (byte) (index >>> (40 - 8 * i));
    }
  }

  private void authenticate(Stream stream, byte[] bytes, int length) {
    try {
      stream.mac.update(bytes, 0, length);
      stream.mac.doFinal(tag, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA1 cannot authenticate", e);
    }
  }

  /** Compares in constant time. */
  private boolean tagEquals(ByteBuf packet, int offset) {
    int difference = 0;
    for (int i = 0; i < TAG_LENGTH; i++) {
      difference |= tag[i] ^ packet.getByte(offset + i);
    }
    return difference == 0;
  }

  private static void putInt(byte[] bytes, int offset, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[offset + i] = (byte) (value >>> (24 - 8 * i));
    }
  }
}
