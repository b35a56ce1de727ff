package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** AES-GCM of libcrypto on records of DTLS 1.2. */
final class LibcryptoRecordCipher implements RecordCipher {
  private final CipherContext context;
  private final long iv;
  private final NativePacket packets = new NativePacket();

  LibcryptoRecordCipher(
      LibcryptoProvider owner, byte[] key, byte[] iv, CryptoProvider.Direction direction) {
    long cipher = key.length == 16 ? Libcrypto.AES_128_GCM : Libcrypto.AES_256_GCM;
    this.context = new CipherContext(owner, cipher, key, direction);
    this.iv = (long) ByteBuffer.wrap(iv).getInt() << Integer.SIZE;
  }

  @Override
  public void seal(ByteBuf buffer, int start, int type, long sequence) {
    int length = buffer.writerIndex() - start;
    buffer.ensureWritable(OVERHEAD);
    long record = packets.load(buffer, start, OVERHEAD);
    long content = record + PREFIX_LENGTH;
    NativeMemory.move(record, content, length);
    NativeMemory.putByte(record, type);
    NativeMemory.putShort(record + 1, VERSION);
    NativeMemory.putLong(record + 3, sequence);
    NativeMemory.putShort(record + 11, length + OVERHEAD - HEADER_LENGTH);
    NativeMemory.putLong(record + HEADER_LENGTH, sequence);
    begin(sequence, sequence, (long) type << 32 | (long) VERSION << 16 | length);
    context.crypt(content, length);
    context.seal(content + length);
    packets.store(buffer, start, 0, length + OVERHEAD);
    buffer.writerIndex(start + length + OVERHEAD);
  }

  @Override
  public boolean open(ByteBuf record) {
    int start = record.readerIndex();
    int length = record.readableBytes() - OVERHEAD;
    long content = packets.load(record, start, 0) + PREFIX_LENGTH;
    begin(
        record.getLong(start + HEADER_LENGTH),
        record.getLong(start + 3),
        (long) record.getUnsignedMedium(start) << 16 | length);
    context.crypt(content, length);
    if (!context.verify(content + length)) {
      return false;
    }
    packets.store(record, start, PREFIX_LENGTH, PREFIX_LENGTH + length);
    record.setIndex(start + PREFIX_LENGTH, start + PREFIX_LENGTH + length);
    return true;
  }

  /**
   * @param rest five bytes of associated data behind the sequence number
   */
  private void begin(long nonce, long sequence, long rest) {
    context.begin(iv | nonce >>> Integer.SIZE, (int) nonce);
    context.authenticate(sequence, rest);
  }

  @Override
  public void close() {
    context.free();
    packets.free();
  }
}
