package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;

/**
 * AES-GCM on the records of DTLS 1.2 in one direction, in place (RFC 5288 section 3, RFC 6347
 * section 4.1.2.1).
 *
 * <pre>
 * record:     type(1) version(2) epoch(2) sequence(6) length(2) explicit nonce(8) content tag(16)
 * nonce:      write IV(4) explicit nonce(8)
 * associated: epoch(2) sequence(6) type(1) version(2) length of the content(2)
 * </pre>
 */
public interface RecordCipher extends AutoCloseable {
  /** Bytes of a record's header. */
  int HEADER_LENGTH = 13;

  /** Bytes before the content. */
  int PREFIX_LENGTH = HEADER_LENGTH + 8;

  int TAG_LENGTH = 16;

  /** Bytes that a record has beside its content. */
  int OVERHEAD = PREFIX_LENGTH + TAG_LENGTH;

  /** The DTLS 1.2 in a record's header. */
  int VERSION = 0xFEFD;

  /** Bytes of a key's part of the nonce. */
  int IV_LENGTH = 4;

  /**
   * Makes a record of the content from {@code start} to the writer index.
   *
   * @param sequence epoch and sequence number, which are the explicit nonce as well: never the same
   *     twice
   */
  void seal(ByteBuf buffer, int start, int type, long sequence);

  /**
   * Opens a record that is whole and at least {@link #OVERHEAD} long; what is readable is its
   * content then. If it is not authentic the result is false, and what is in it means nothing.
   */
  boolean open(ByteBuf record);

  /** Once; frees what lies outside of the heap. */
  @Override
  void close();
}
