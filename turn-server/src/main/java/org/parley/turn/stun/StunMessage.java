package org.parley.turn.stun;

import java.util.ArrayList;
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

  /** The methods of TCP allocations (RFC 6062 §6.1). */
  public static final int CONNECT = 0x00A;

  public static final int CONNECTION_BIND = 0x00B;
  public static final int CONNECTION_ATTEMPT = 0x00C;

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
    List<A> found = new ArrayList<>(attributes.size());
    for (StunAttribute attribute : attributes) {
      if (kind.isInstance(attribute)) {
        found.add(kind.cast(attribute));
      }
    }
    return found;
  }

  /** Whether an attribute of this number may stand in a message that we are to understand. */
  public static boolean comprehends(int type) {
    return type >= 0x8000 || AttributeType.known(type);
  }

  /**
   * The comprehension-required attributes that nobody here knows (RFC 8489 §5); those of {@link
   * DiscoveryAttribute} among them.
   */
  public List<Integer> unknownRequired() {
    return unknownRequired(true);
  }

  /** The same for who serves NAT behaviour discovery. */
  public List<Integer> unknownRequiredBesidesDiscovery() {
    return unknownRequired(false);
  }

  private List<Integer> unknownRequired(boolean discovery) {
    List<Integer> unknown = List.of();
    for (StunAttribute attribute : attributes) {
      int type = attribute.type();
      boolean ofDiscovery = AttributeType.ofDiscovery(type);
      if (!comprehends(type) && (discovery || !ofDiscovery) && !unknown.contains(type)) {
        unknown = unknown.isEmpty() ? new ArrayList<>(2) : unknown;
        unknown.add(type);
      }
    }
    return unknown;
  }
}
