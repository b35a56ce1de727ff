package org.parley.turn.stun;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message without the attributes that protect it.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|  method and class         |         message length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  magic cookie 0x2112A442                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  transaction id (96 bits)                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param method 12 bits, {@link #BINDING} for one
 * @param attributes in the order of the wire
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-5">RFC 8489 §5</a>
 */
public record StunMessage(
    StunClass type, int method, TransactionId transactionId, List<StunAttribute> attributes) {

  /** The Binding method (RFC 8489 §18.2). */
  public static final int BINDING = 0x001;

  /** The methods of TURN (RFC 8656 §17). */
  public static final int ALLOCATE = 0x003;

  public static final int REFRESH = 0x004;
  public static final int SEND = 0x006;
  public static final int DATA = 0x007;
  public static final int CREATE_PERMISSION = 0x008;
  public static final int CHANNEL_BIND = 0x009;

  static final int MAGIC_COOKIE = 0x2112A442;
  static final int HEADER_LENGTH = 20;

  public StunMessage {
    if (method < 0 || method > 0xFFF) {
      throw new IllegalArgumentException("STUN method out of 12 bits: " + method);
    }
    attributes = List.copyOf(attributes);
  }

  public StunMessage(
      StunClass type, int method, TransactionId transactionId, StunAttribute... attributes) {
    this(type, method, transactionId, List.of(attributes));
  }

  /** The first attribute of the kind: later ones of the same type are ignored (RFC 8489 §14). */
  public <A extends StunAttribute> @Nullable A attribute(Class<A> kind) {
    for (StunAttribute attribute : attributes) {
      if (kind.isInstance(attribute)) {
        return kind.cast(attribute);
      }
    }
    return null;
  }

  /** All attributes of the kind, for those that may be repeated (XOR-PEER-ADDRESS). */
  public <A extends StunAttribute> List<A> attributes(Class<A> kind) {
    return attributes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Whether an attribute of this number may stand in a message that we are to understand. */
  public static boolean comprehends(int type) {
    return type >= 0x8000 || AttributeType.known(type);
  }

  /** The comprehension-required attributes that this codec does not know (RFC 8489 §5). */
  public List<Integer> unknownRequired() {
    return attributes.stream()
        .filter(a -> a instanceof StunAttribute.Unknown && a.type() < 0x8000)
        .map(StunAttribute::type)
        .distinct()
        .toList();
  }
}
