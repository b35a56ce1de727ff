package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Records of DTLS 1.2 with AES-GCM (RFC 6347 section 4.1, RFC 5288) after the handshake. One owner
 * thread.
 *
 * <pre>
 * +------+---------+-------+----------+--------+----------------+------------+-----+
 * | type | version | epoch | sequence | length | explicit nonce | ciphertext | tag |
 * |  8   |   16    |  16   |    48    |   16   |       64       |            | 128 |
 * +------+---------+-------+----------+--------+----------------+------------+-----+
 * </pre>
 */
final class DataRecords {
  static final int IMPLICIT_NONCE = 4;

  private static final int HEADER = 13;
  private static final int EXPLICIT_NONCE = 8;
  private static final int TAG = 16;
  private static final int MAX_RECORD = 2_048;
  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;
  private static final int VERSION = 0xFEFD;

  /** The handshake has used the first numbers of the epoch. */
  private static final long FIRST_NUMBER = 1L << 48 | 1L << 16;

  private final Direction sealing;
  private final Direction opening;
  private final byte[] in = new byte[MAX_RECORD];
  private final byte[] out = new byte[MAX_RECORD];
  private long number = FIRST_NUMBER;
  private long rejected;

  /** Key and nonces of one direction. */
  private record Direction(Cipher cipher, SecretKey key, byte[] nonce, byte[] additional) {
    static Direction of(byte[] key, byte[] implicitNonce) throws GeneralSecurityException {
      return new Direction(
          Cipher.getInstance("AES/GCM/NoPadding"),
          new SecretKeySpec(key, "AES"),
          Arrays.copyOf(implicitNonce, IMPLICIT_NONCE + EXPLICIT_NONCE),
          new byte[HEADER]);
    }

    void begin(int mode, int type, int length) throws GeneralSecurityException {
      // RFC 5246 section 6.2.3.3: epoch and number, type, version, length of the plaintext
      additional[8] = (byte) type;
      additional[9] = (byte) (VERSION >> 8);
      additional[10] = (byte) VERSION;
      additional[11] = (byte) (length >> 8);
      additional[12] = (byte) length;
      cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
      cipher.updateAAD(additional);
    }
  }

  /** The keys of client and server, then the nonces of client and server. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record KeyBlock(byte[] bytes, int keyLength) {}

  /** Receives what was in the records. */
  interface Sink {
    /** Valid during the call. */
    void onData(byte[] bytes, int length);
  }

  private DataRecords(Direction sealing, Direction opening) {
    this.sealing = sealing;
    this.opening = opening;
  }

  /** Of the client. */
  static DataRecords of(KeyBlock block) {
    int key = block.keyLength();
    int nonces = 2 * key;
    byte[] bytes = block.bytes();
    try {
      return new DataRecords(
          Direction.of(
              Arrays.copyOfRange(bytes, 0, key),
              Arrays.copyOfRange(bytes, nonces, nonces + IMPLICIT_NONCE)),
          Direction.of(
              Arrays.copyOfRange(bytes, key, nonces),
              Arrays.copyOfRange(bytes, nonces + IMPLICIT_NONCE, nonces + 2 * IMPLICIT_NONCE)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }

  /** Records that could not be opened. */
  long rejected() {
    return rejected;
  }

  /** Appends a record that holds what is readable in the packet. */
  void seal(ByteBuf packet, ByteBuf to) {
    int length = packet.readableBytes();
    packet.readBytes(in, 0, length);
    seal(APPLICATION_DATA, length, to);
  }

  /** Appends the record that says that nothing follows. */
  void sealClose(ByteBuf to) {
    in[0] = 1;
    in[1] = 0;
    seal(ALERT, 2, to);
  }

  private void seal(int type, int length, ByteBuf to) {
    write(sealing.additional(), 0, number);
    write(sealing.nonce(), IMPLICIT_NONCE, number);
    try {
      sealing.begin(Cipher.ENCRYPT_MODE, type, length);
      int sealed = sealing.cipher().doFinal(in, 0, length, out, 0);
      to.writeByte(type).writeShort(VERSION).writeLong(number);
      to.writeShort(EXPLICIT_NONCE + sealed).writeLong(number).writeBytes(out, 0, sealed);
      number++;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a record could not be sealed", e);
    }
  }

  /** Opens the records of a datagram and hands on their data. */
  void open(ByteBuf datagram, Sink sink) {
    while (datagram.readableBytes() > HEADER) {
      int type = datagram.readUnsignedByte();
      datagram.skipBytes(2);
      long recordNumber = datagram.readLong();
      int length = datagram.readUnsignedShort();
      if (length > datagram.readableBytes() || length > MAX_RECORD) {
        rejected++;
        return;
      }
      int next = datagram.readerIndex() + length;
      if (type == APPLICATION_DATA && length >= EXPLICIT_NONCE + TAG) {
        open(datagram, recordNumber, length - EXPLICIT_NONCE, sink);
      }
      datagram.readerIndex(next);
    }
  }

  private void open(ByteBuf datagram, long recordNumber, int length, Sink sink) {
    write(opening.additional(), 0, recordNumber);
    datagram.readBytes(opening.nonce(), IMPLICIT_NONCE, EXPLICIT_NONCE);
    datagram.readBytes(in, 0, length);
    int opened;
    try {
      opening.begin(Cipher.DECRYPT_MODE, APPLICATION_DATA, length - TAG);
      opened = opening.cipher().doFinal(in, 0, length, out, 0);
    } catch (GeneralSecurityException e) {
      rejected++;
      return;
    }
    sink.onData(out, opened);
  }

  private static void write(byte[] to, int offset, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      to[offset + i] = (byte) (value >>> 8 * (Long.BYTES - 1 - i));
    }
  }
}
