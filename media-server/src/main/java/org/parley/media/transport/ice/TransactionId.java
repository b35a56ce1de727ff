package org.parley.media.transport.ice;

/**
 * The 96 bits of RFC 8489 section 6.
 *
 * @param head the first eight bytes
 * @param tail the other four
 */
record TransactionId(long head, int tail) {
  boolean isOf(StunMessage message) {
    return message.transactionHead() == head && message.transactionTail() == tail;
  }
}
