package org.parley.media.transport.dtls;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.parley.net.benchmark.Measured;

/**
 * What Bouncy Castle's TlsAEADCipher does by record of DTLS, beside {@link RecordBenchmark}: an
 * array for the nonce, one for the record, and the cipher.
 */
public class BouncyCastleRecordBenchmark extends Measured {
  private static final int PREFIX = 21;
  private static final int TAG = 16;

  @Param({"150", "1200"})
  public int length;

  private final KeyParameter key = new KeyParameter(new byte[16]);
  private final AEADBlockCipher encrypt = GCMBlockCipher.newInstance(AESEngine.newInstance());
  private final AEADBlockCipher decrypt = GCMBlockCipher.newInstance(AESEngine.newInstance());
  private byte[] content = {};
  private long sequence;

  @Setup
  public void begin() {
    content = new byte[length];
  }

  @Benchmark
  public byte[] seal() throws InvalidCipherTextException {
    byte[] record = new byte[PREFIX + length + TAG];
    crypt(encrypt, true, content, 0, length, record, ++sequence);
    return record;
  }

  /** Each record is new: the difference to {@link #seal} is what opening costs. */
  @Benchmark
  public byte[] sealAndOpen() throws InvalidCipherTextException {
    byte[] record = seal();
    crypt(decrypt, false, record, PREFIX, length + TAG, record, sequence);
    return record;
  }

  private void crypt(
      AEADBlockCipher cipher,
      boolean seal,
      byte[] from,
      int offset,
      int count,
      byte[] record,
      long number)
      throws InvalidCipherTextException {
    cipher.init(seal, new AEADParameters(key, 8 * TAG, bytes(number, 12), null));
    cipher.processAADBytes(bytes(number, 13), 0, 13);
    int done = cipher.processBytes(from, offset, count, record, PREFIX);
    cipher.doFinal(record, PREFIX + done);
  }

  private static byte[] bytes(long number, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[4 + i] = (byte) (number >>> 8 * (7 - i));
    }
    return bytes;
  }
}
