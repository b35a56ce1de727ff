package org.parley.media.transport.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.RecordCipher;
import org.parley.media.transport.srtp.ReplayWindow;

/**
 * Epoch 1 of one connection on its loop: seals everything that leaves in it, with one counter, and
 * opens application data.
 *
 * <p>What the client's handshake records and alerts are numbered is Bouncy Castle's business: a
 * record's type is authenticated, so that one which was taken there is never taken here.
 */
final class RecordProtection {
  static final long LAST_SEQUENCE = (1L << 48) - 1;
  static final int MAX_CONTENT = 1 << 14;

  private static final long EPOCH = 1L << 48;

  /** What became of a record. */
  enum Opening {
    OPENED,
    /** Of another epoch or version, too short or too long, or there are no keys. */
    MALFORMED,
    REPLAYED,
    FORGED
  }

  private final CryptoProvider crypto;
  private final ReplayWindow received = new ReplayWindow();
  private @Nullable RecordCipher sealer;
  private @Nullable RecordCipher opener;
  private long nextSequence;
  private boolean closed;

  RecordProtection(CryptoProvider crypto) {
    this(crypto, 0);
  }

  /**
   * @param firstSequence of what is sent
   */
  RecordProtection(CryptoProvider crypto, long firstSequence) {
    this.crypto = crypto;
    this.nextSequence = firstSequence;
  }

  /** The keys are known; once. */
  void begin(RecordKeys keys) {
    if (!closed && sealer == null) {
      sealer =
          crypto.recordCipher(keys.serverKey(), keys.serverIv(), CryptoProvider.Direction.SEAL);
      opener =
          crypto.recordCipher(keys.clientKey(), keys.clientIv(), CryptoProvider.Direction.OPEN);
    }
  }

  /**
   * Makes a record of what lies from {@code start} to the writer index.
   *
   * @return false if none may be sent: before the keys, after the end, and when all numbers of the
   *     epoch are used (RFC 6347 section 4.1)
   */
  boolean seal(ByteBuf buffer, int start, int type) {
    RecordCipher cipher = sealer;
    if (cipher == null || nextSequence > LAST_SEQUENCE) {
      return false;
    }
    cipher.seal(buffer, start, type, EPOCH | nextSequence++);
    return true;
  }

  /**
   * @param record application data, whole; if it is opened, what is readable is its content
   */
  Opening open(ByteBuf record) {
    RecordCipher cipher = opener;
    int start = record.readerIndex();
    int length = record.readableBytes() - RecordCipher.OVERHEAD;
    if (cipher == null
        || length < 0
        || length > MAX_CONTENT
        || record.getUnsignedShort(start + 1) != RecordCipher.VERSION
        || record.getUnsignedShort(start + 3) != 1) {
      return Opening.MALFORMED;
    }
    long sequence = record.getLong(start + 3) & LAST_SEQUENCE;
    if (!received.isFresh(sequence)) {
      return Opening.REPLAYED;
    }
    if (!cipher.open(record)) {
      return Opening.FORGED;
    }
    // RFC 6347 section 4.1.2.6: only what is authentic moves the window.
    received.accept(sequence);
    return Opening.OPENED;
  }

  /**
   * Seals what of {@link HandshakeCipher}'s records belongs to epoch 1.
   *
   * @param flight records of epoch 0, which stay as they are, and of epoch 1 in the clear
   * @return without those that cannot be sealed any more
   */
  byte[] sealFlight(byte[] flight) {
    ByteBuf sealed = Unpooled.buffer(flight.length + RecordCipher.OVERHEAD);
    ByteBuf records = Unpooled.wrappedBuffer(flight);
    while (records.isReadable()) {
      int at = records.readerIndex();
      int header = RecordCipher.HEADER_LENGTH;
      int length = records.getUnsignedShort(at + 11);
      int start = sealed.writerIndex();
      if (records.getUnsignedShort(at + 3) == 0) {
        sealed.writeBytes(records, at, header + length);
      } else {
        sealed.writeBytes(records, at + header, length);
        if (!seal(sealed, start, records.getUnsignedByte(at))) {
          sealed.writerIndex(start);
        }
      }
      records.skipBytes(header + length);
    }
    return ByteBufUtil.getBytes(sealed);
  }

  void close() {
    closed = true;
    RecordCipher sealing = sealer;
    RecordCipher opening = opener;
    if (sealing != null && opening != null) {
      sealer = null;
      opener = null;
      sealing.close();
      opening.close();
    }
  }
}
