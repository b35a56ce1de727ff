package org.parley.media.transport.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
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
  private static final short BINDING_SUCCESS = 0x0101;
  private static final short XOR_MAPPED_ADDRESS = 0x0020;
  private static final int MAPPED = StunMessage.HEADER;
  private static final int X_ADDRESS = MAPPED + 8;

  private final byte[] address;
  private final int integrity;
  private final int fingerprint;
  private final ByteBuffer out;
  private final CRC32 crc = new CRC32();
  private final Answered answered;

  SuccessResponse(InetSocketAddress remote) {
    address = remote.getAddress().getAddress();
    integrity = X_ADDRESS + address.length;
    fingerprint = integrity + StunMessage.INTEGRITY_LENGTH;
    byte[] bytes = new byte[fingerprint + StunMessage.FINGERPRINT_LENGTH];
    answered = new Answered(bytes);
    out = ByteBuffer.wrap(bytes);
    out.putShort(0, BINDING_SUCCESS);
    out.putInt(4, StunMessage.MAGIC_COOKIE);
    out.putShort(MAPPED, XOR_MAPPED_ADDRESS);
    out.putShort(MAPPED + 2, (short) (4 + address.length));
    out.put(MAPPED + 5, (byte) (address.length == 4 ? 1 : 2));
    out.putShort(MAPPED + 6, (short) (remote.getPort() ^ StunMessage.MAGIC_COOKIE >>> 16));
    out.putShort(integrity, (short) StunMessage.MESSAGE_INTEGRITY);
    out.putShort(integrity + 2, (short) (StunMessage.INTEGRITY_LENGTH - 4));
    out.putShort(fingerprint, (short) StunMessage.FINGERPRINT);
    out.putShort(fingerprint + 2, (short) (StunMessage.FINGERPRINT_LENGTH - 4));
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
    setLengthTo(fingerprint);
    mac.update(bytes, 0, integrity);
    byte[] hmac = mac.doFinal();
    out.put(integrity + 4, hmac);
    setLengthTo(bytes.length);
    crc.reset();
    crc.update(bytes, 0, fingerprint);
    out.putInt(fingerprint + 4, (int) crc.getValue() ^ StunMessage.FINGERPRINT_XOR);
    return answered;
  }

  private void setLengthTo(int end) {
    out.putShort(2, (short) (end - StunMessage.HEADER));
  }
}
