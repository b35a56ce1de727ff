package org.parley.media.transport.dtls;

import java.io.IOException;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/**
 * Epoch 1 as Bouncy Castle sees it. It opens the client's handshake records and alerts by itself,
 * but its own leave it in the clear: {@link RecordProtection} seals them on the loop, where one
 * counter numbers all that the epoch sends, so that no nonce is ever used twice and a Finished that
 * is sent again is as new to the client's replay window as the data around it.
 */
final class HandshakeCipher implements TlsCipher {
  private final TlsCipher opener;

  HandshakeCipher(TlsCipher opener) {
    this.opener = opener;
  }

  @Override
  public TlsEncodeResult encodePlaintext(
      long sequence,
      short contentType,
      ProtocolVersion version,
      int headerLength,
      byte[] content,
      int offset,
      int length) {
    byte[] record = new byte[headerLength + length];
    System.arraycopy(content, offset, record, headerLength, length);
    return new TlsEncodeResult(record, 0, record.length, contentType);
  }

  @Override
  public TlsDecodeResult decodeCiphertext(
      long sequence,
      short recordType,
      ProtocolVersion version,
      byte[] ciphertext,
      int offset,
      int length)
      throws IOException {
    return opener.decodeCiphertext(sequence, recordType, version, ciphertext, offset, length);
  }

  @Override
  public int getCiphertextDecodeLimit(int plaintextLimit) {
    return opener.getCiphertextDecodeLimit(plaintextLimit);
  }

  @Override
  public int getCiphertextEncodeLimit(int plaintextLimit) {
    return opener.getCiphertextEncodeLimit(plaintextLimit);
  }

  @Override
  public int getPlaintextDecodeLimit(int ciphertextLimit) {
    return opener.getPlaintextDecodeLimit(ciphertextLimit);
  }

  @Override
  public int getPlaintextEncodeLimit(int ciphertextLimit) {
    return opener.getPlaintextEncodeLimit(ciphertextLimit);
  }

  @Override
  public void rekeyDecoder() throws IOException {
    opener.rekeyDecoder();
  }

  @Override
  public void rekeyEncoder() {
    throw new IllegalStateException("DTLS 1.2 has no key update");
  }

  @Override
  public boolean usesOpaqueRecordTypeDecode() {
    return opener.usesOpaqueRecordTypeDecode();
  }

  @Override
  public boolean usesOpaqueRecordTypeEncode() {
    return false;
  }
}
