package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;

/**
 * Seals or opens the packets of one direction with its session keys: the seam to the provider of
 * the cryptography. Knows neither rollover nor replay.
 *
 * <p>A packet to seal lies from {@code start} to the writer index of its buffer, one to open
 * between the reader and the writer index; both are changed in place. Opening a packet that is not
 * authentic leaves it as it was.
 */
interface SrtpCipher extends AutoCloseable {
  /** Bytes of the word of E flag and SRTCP index (RFC 3711 section 3.4). */
  int INDEX_LENGTH = 4;

  /** Bytes of an SRTCP packet that are never encrypted: common header and sender SSRC. */
  int RTCP_HEADER_LENGTH = 8;

  /** The E flag in the index word. */
  int ENCRYPTED = 0x8000_0000;

  /**
   * Encrypts what follows the header and appends the tag.
   *
   * @param index 48 bits: rollover counter and sequence number
   */
  void sealRtp(ByteBuf buffer, int start, int headerLength, int ssrc, long index);

  /** Checks and removes the tag, decrypts what follows the header. */
  boolean openRtp(ByteBuf packet, int headerLength, int ssrc, long index);

  /**
   * Encrypts what follows the header, appends tag and index word in the profile's order.
   *
   * @param index 31 bits
   */
  void sealRtcp(ByteBuf buffer, int start, int ssrc, int index);

  /** The index word of a packet that is long enough for it. */
  int indexWord(ByteBuf packet);

  /** Checks and removes tag and index word; decrypts if the E flag is set. */
  boolean openRtcp(ByteBuf packet, int ssrc);

  /** Frees what is not garbage; nothing else may be called any more. */
  @Override
  void close();
}
