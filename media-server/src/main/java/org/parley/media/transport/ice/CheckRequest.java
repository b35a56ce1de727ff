package org.parley.media.transport.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;

/**
 * The Binding request by which a controlled agent checks a pair (RFC 8445 section 7.1, RFC 8489
 * section 14.3).
 *
 * <pre>
 * +------------+-----------------+-------------+--------------------+-------------------+-------------+
 * | header, 20 | USERNAME,       | PRIORITY, 8 | ICE-CONTROLLED, 12 | MESSAGE-INTEGRITY | FINGERPRINT |
 * |            | 4 and more      |             |                    |                24 |           8 |
 * +------------+-----------------+-------------+--------------------+-------------------+-------------+
 * </pre>
 */
final class CheckRequest {
  /**
   * RFC 8445 section 7.3.1.1: with the largest tie-breaker, a peer that takes itself for the
   * controlled side gets a 487 and changes its role.
   */
  static final long TIE_BREAKER = -1L;

  /** RFC 8445 section 5.1.2.1: of a peer-reflexive candidate of component 1. */
  private static final int PEER_REFLEXIVE = 110 << 24 | 0xFFFF << 8 | 0xFF;

  private CheckRequest() {}

  /**
   * @param remote whose user name fragment comes first in USERNAME
   * @param mac HMAC-SHA1 keyed with the remote password
   */
  static byte[] of(String remote, String local, TransactionId transaction, Mac mac) {
    byte[] username = (remote + ":" + local).getBytes(StandardCharsets.UTF_8);
    int padded = username.length + 3 & ~3;
    byte[] bytes = new byte[StunMessage.HEADER + 4 + padded + 8 + 12 + StunSeal.LENGTH];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.putInt(StunMessage.BINDING_REQUEST << 16).putInt(StunMessage.MAGIC_COOKIE);
    out.putLong(transaction.head()).putInt(transaction.tail());
    out.putInt(StunMessage.USERNAME << 16 | username.length).put(username);
    out.position(StunMessage.HEADER + 4 + padded);
    out.putInt(StunMessage.PRIORITY << 16 | 4).putInt(PEER_REFLEXIVE);
    out.putInt(StunMessage.ICE_CONTROLLED << 16 | 8).putLong(TIE_BREAKER);
    new StunSeal().close(out, mac);
    return bytes;
  }
}
