package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM by the JDK's interface (RFC 7714), on an array of its own into which packets are copied:
 * its providers are slower on direct buffers.
 *
 * <p>The JDK refuses to seal twice in a row with one key and nonce.
 */
final class GcmCipher implements SrtpCipher {
  private static final int TAG_LENGTH = 16;
  private static final int NONCE_LENGTH = 12;

  private final SecretKeySpec rtpKey;
  private final SecretKeySpec rtcpKey;
  private final byte[] rtpSalt;
  private final byte[] rtcpSalt;
  private final Cipher cipher;
  private final byte[] nonce = new byte[NONCE_LENGTH];
  private final Scratch scratch = new Scratch();

  /**
   * @param cipher AES/GCM/NoPadding
   */
  GcmCipher(Cipher cipher, SessionKeys rtp, SessionKeys rtcp) {
    this.cipher = cipher;
    rtpKey = new SecretKeySpec(rtp.encryption(), "AES");
    rtcpKey = new SecretKeySpec(rtcp.encryption(), "AES");
    rtpSalt = rtp.salt();
    rtcpSalt = rtcp.salt();
  }

  @Override
  public void sealRtp(ByteBuf buffer, int start, int headerLength, int ssrc, long index) {
    int length = buffer.writerIndex() - start;
    byte[] bytes = scratch.load(buffer, start, TAG_LENGTH);
    nonce(rtpSalt, ssrc, index);
    try {
      init(Cipher.ENCRYPT_MODE, rtpKey);
      cipher.updateAAD(bytes, 0, headerLength);
      cipher.doFinal(bytes, headerLength, length - headerLength, bytes, headerLength);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
    scratch.store(buffer, start, headerLength, length + TAG_LENGTH);
  }

  @Override
  public boolean openRtp(ByteBuf packet, int headerLength, int ssrc, long index) {
    int length = packet.readableBytes();
    byte[] bytes = scratch.load(packet, packet.readerIndex(), 0);
    nonce(rtpSalt, ssrc, index);
    try {
      init(Cipher.DECRYPT_MODE, rtpKey);
      cipher.updateAAD(bytes, 0, headerLength);
      cipher.doFinal(bytes, headerLength, length - headerLength, bytes, headerLength);
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
    scratch.store(packet, packet.readerIndex(), headerLength, length - TAG_LENGTH);
    return true;
  }

  @Override
  public void sealRtcp(ByteBuf buffer, int start, int ssrc, int index) {
    int length = buffer.writerIndex() - start;
    buffer.writeInt(ENCRYPTED | index);
    byte[] bytes = scratch.load(buffer, start, TAG_LENGTH);
    nonce(rtcpSalt, ssrc, index);
    try {
      init(Cipher.ENCRYPT_MODE, rtcpKey);
      // RFC 7714 section 9.2: header and index word are authenticated, the tag lies between.
      cipher.updateAAD(bytes, 0, RTCP_HEADER_LENGTH);
      cipher.updateAAD(bytes, length, INDEX_LENGTH);
      cipher.doFinal(
          bytes, RTCP_HEADER_LENGTH, length - RTCP_HEADER_LENGTH, bytes, RTCP_HEADER_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
    scratch.store(buffer, start, RTCP_HEADER_LENGTH, length + TAG_LENGTH);
    buffer.writeInt(ENCRYPTED | index);
  }

  @Override
  public int indexWord(ByteBuf packet) {
    return packet.getInt(packet.writerIndex() - INDEX_LENGTH);
  }

  @Override
  public boolean openRtcp(ByteBuf packet, int ssrc) {
    int word = indexWord(packet);
    int sealed = packet.readableBytes() - INDEX_LENGTH;
    byte[] bytes = scratch.load(packet, packet.readerIndex(), 0);
    // RFC 7714 section 9.3: without the E flag all of the packet is associated data.
    int clear = (word & ENCRYPTED) != 0 ? RTCP_HEADER_LENGTH : sealed - TAG_LENGTH;
    nonce(rtcpSalt, ssrc, word & ~ENCRYPTED);
    try {
      init(Cipher.DECRYPT_MODE, rtcpKey);
      cipher.updateAAD(bytes, 0, clear);
      cipher.updateAAD(bytes, sealed, INDEX_LENGTH);
      cipher.doFinal(bytes, clear, sealed - clear, bytes, clear);
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
    scratch.store(packet, packet.readerIndex(), clear, sealed - TAG_LENGTH);
    return true;
  }

  @Override
  public void close() {
    // Only garbage.
  }

  private void init(int mode, SecretKeySpec key) throws GeneralSecurityException {
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
  }

  /**
   * RFC 7714 sections 8.1 and 9.1: two zero octets, SSRC, 48 bits of index (RTCP: 16 zero bits and
   * 31 of index), all of it exclusive-or the salt.
   */
  private void nonce(byte[] salt, int ssrc, long index) {
    System.arraycopy(salt, 0, nonce, 0, NONCE_LENGTH);
    for (int i = 0; i < 4; i++) {
      nonce[2 + i] ^= (byte) (ssrc >>> (24 - 8 * i));
    }
    for (int i = 0; i < 6; i++) {
      nonce[6 + i] ^= (byte) (index >>> (40 - 8 * i));
    }
  }
}
