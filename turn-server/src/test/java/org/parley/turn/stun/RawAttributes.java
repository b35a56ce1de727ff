package org.parley.turn.stun;

import java.nio.ByteBuffer;
import java.util.List;

/** Protected requests whose attributes are bytes that nobody may understand. */
public final class RawAttributes {
  private static final int INTEGRITY = 24;

  private RawAttributes() {}

  /**
   * @param raw whole words, before the credentials
   */
  public static byte[] request(
      int method, TransactionId id, byte[] raw, List<StunAttribute> credentials, byte[] key) {
    byte[] typed =
        StunEncoder.encode(new StunMessage(StunClass.REQUEST, method, id, credentials), false);
    int length = typed.length + raw.length + INTEGRITY;
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put(typed, 0, StunMessage.HEADER_LENGTH).put(raw);
    out.put(typed, StunMessage.HEADER_LENGTH, typed.length - StunMessage.HEADER_LENGTH);
    out.putShort(2, (short) (length - StunMessage.HEADER_LENGTH));
    byte[] hmac = Protection.hmac(Integrity.SHA1, out.array(), out.position(), 20, key);
    out.putShort((short) AttributeType.MESSAGE_INTEGRITY).putShort((short) 20).put(hmac);
    return out.array();
  }
}
