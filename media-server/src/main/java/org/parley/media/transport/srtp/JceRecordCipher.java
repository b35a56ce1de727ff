package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM by the JDK's interface on records of DTLS 1.2, in an array of its own. */
final class JceRecordCipher implements RecordCipher {
  private final Cipher cipher;
  private final SecretKeySpec key;
  private final ByteBuffer nonce = ByteBuffer.allocate(IV_LENGTH + Long.BYTES);
  private final ByteBuffer associated = ByteBuffer.allocate(HEADER_LENGTH);
  private final Scratch scratch = new Scratch();

  /**
   * @param cipher AES/GCM/NoPadding
   */
  JceRecordCipher(Cipher cipher, byte[] key, byte[] iv) {
    this.cipher = cipher;
    this.key = new SecretKeySpec(key, "AES");
    nonce.put(iv);
  }

  @Override
  public void seal(ByteBuf buffer, int start, int type, long sequence) {
    int length = buffer.writerIndex() - start;
    byte[] bytes = scratch.load(buffer, start, TAG_LENGTH);
    associate(sequence, type, VERSION, length);
    try {
      begin(Cipher.ENCRYPT_MODE, sequence);
      cipher.doFinal(bytes, 0, length, bytes, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
    buffer.writerIndex(start);
    buffer.writeByte(type);
    buffer.writeShort(VERSION);
    buffer.writeLong(sequence);
    buffer.writeShort(length + OVERHEAD - HEADER_LENGTH);
    buffer.writeLong(sequence);
    buffer.writeBytes(bytes, 0, length + TAG_LENGTH);
  }

  @Override
  public boolean open(ByteBuf record) {
    int start = record.readerIndex();
    int length = record.readableBytes() - OVERHEAD;
    byte[] bytes = scratch.load(record, start, 0);
    associate(
        record.getLong(start + 3),
        record.getUnsignedByte(start),
        record.getUnsignedShort(start + 1),
        length);
    try {
      begin(Cipher.DECRYPT_MODE, record.getLong(start + HEADER_LENGTH));
      cipher.doFinal(bytes, PREFIX_LENGTH, length + TAG_LENGTH, bytes, PREFIX_LENGTH);
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
    scratch.store(record, start, PREFIX_LENGTH, PREFIX_LENGTH + length);
    record.readerIndex(start + PREFIX_LENGTH);
    return true;
  }

  private void associate(long sequence, int type, int version, int length) {
    associated.putLong(0, sequence);
    associated.put(8, (byte) type);
    associated.putShort(9, (short) version);
    associated.putShort(11, (short) length);
  }

  private void begin(int mode, long explicitNonce) throws GeneralSecurityException {
    nonce.putLong(IV_LENGTH, explicitNonce);
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce.array()));
    cipher.updateAAD(associated.array(), 0, HEADER_LENGTH);
  }

  @Override
  public void close() {
    // Only garbage.
  }
}
