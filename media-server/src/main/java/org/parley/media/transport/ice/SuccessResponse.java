package org.parley.media.transport.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.crypto.Mac;
import org.parley.media.transport.ice.IceSession.Answered;

/**
 * The Binding success response to the checks of one pair (RFC 8445 section 7.3.1.2), in one array
 * that each check fills anew. RFC 8489 sections 14.2, 14.5, 14.7:
 *
 * <pre>
 * +------------+-----------------------------+------------------------+-----------------+
 * | header, 20 | XOR-MAPPED-ADDRESS, 12 / 24 | MESSAGE-INTEGRITY, 24  | FINGERPRINT, 8  |
 * +------------+-----------------------------+------------------------+-----------------+
 *
 * XOR-MAPPED-ADDRESS:
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0 0 0 0 0 0 0|    Family     |         X-Port                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                X-Address (32 or 128 bits)
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class SuccessResponse {
  private static final short XOR_MAPPED_ADDRESS = 0x0020;
  private static final int MAPPED = StunMessage.HEADER;
  private static final int X_ADDRESS = MAPPED + 8;

  private final byte[] address;
  private final ByteBuffer out;
  private final StunSeal seal = new StunSeal();
  private final Answered answered;

  SuccessResponse(InetSocketAddress remote) {
    address = remote.getAddress().getAddress();
    byte[] bytes = new byte[X_ADDRESS + address.length + StunSeal.LENGTH];
    answered = new Answered(bytes);
    out = ByteBuffer.wrap(bytes);
    out.putShort(0, (short) StunMessage.BINDING_SUCCESS);
    out.putInt(4, StunMessage.MAGIC_COOKIE);
    out.putShort(MAPPED, XOR_MAPPED_ADDRESS);
    out.putShort(MAPPED + 2, (short) (4 + address.length));
    out.put(MAPPED + 5, (byte) (address.length == 4 ? 1 : 2));
    out.putShort(MAPPED + 6, (short) (remote.getPort() ^ StunMessage.MAGIC_COOKIE >>> 16));
  }

  /**
   * @param mac HMAC-SHA1 keyed with our password
   * @return the same object with other bytes each time
   */
  Answered to(StunMessage request, Mac mac) {
    byte[] bytes = out.array();
    out.putLong(8, request.transactionHead());
    out.putInt(16, request.transactionTail());
    for (int i = 0; i < address.length; i++) {
      // RFC 8489 section 14.2: with the magic cookie, followed for IPv6 by the transaction id.
      bytes[X_ADDRESS + i] = (byte) (address[i] ^ bytes[4 + i]);
    }
    seal.close(out, mac);
    return answered;
  }
}
