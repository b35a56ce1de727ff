package org.parley.turn.stun;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * One attribute of a STUN message. MESSAGE-INTEGRITY and FINGERPRINT are not among them: they cover
 * the bytes before them and are handled by {@link StunPacket} and {@link StunEncoder}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-14">RFC 8489 §14</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445#section-7.1">RFC 8445 §7.1 (ICE)</a>
 */
public sealed interface StunAttribute
    permits StunAttribute.MappedAddress,
        StunAttribute.XorMappedAddress,
        StunAttribute.Username,
        StunAttribute.ErrorCode,
        StunAttribute.UnknownAttributes,
        StunAttribute.Realm,
        StunAttribute.Nonce,
        StunAttribute.Software,
        StunAttribute.AlternateServer,
        StunAttribute.AlternateDomain,
        StunAttribute.Priority,
        StunAttribute.UseCandidate,
        StunAttribute.IceControlled,
        StunAttribute.IceControlling,
        StunAttribute.Unknown,
        StunAttribute.Unreadable,
        TurnAttribute,
        DiscoveryAttribute {

  /** The attribute's number; below 0x8000 a receiver must comprehend it. */
  int type();

  /** The sender's address in clear (RFC 8489 §14.1). */
  record MappedAddress(InetSocketAddress address) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.MAPPED_ADDRESS;
    }
  }

  /** The sender's address, XORed against rewriting middleboxes (RFC 8489 §14.2). */
  record XorMappedAddress(InetSocketAddress address) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.XOR_MAPPED_ADDRESS;
    }
  }

  /** Fewer than 509 bytes of UTF-8 (RFC 8489 §14.3). */
  record Username(String value) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.USERNAME;
    }
  }

  /**
   * Why a request was refused (RFC 8489 §14.8).
   *
   * @param code 300 to 699
   */
  record ErrorCode(int code, String reason) implements StunAttribute {
    public static final int UNKNOWN_ATTRIBUTE = 420;

    public ErrorCode {
      if (code < 300 || code > 699) {
        throw new IllegalArgumentException("STUN error code out of 300-699: " + code);
      }
    }

    @Override
    public int type() {
      return AttributeType.ERROR_CODE;
    }
  }

  /** The attributes that made a request fail with 420 (RFC 8489 §14.9). */
  record UnknownAttributes(List<Integer> types) implements StunAttribute {
    public UnknownAttributes {
      types = List.copyOf(types);
    }

    @Override
    public int type() {
      return AttributeType.UNKNOWN_ATTRIBUTES;
    }
  }

  /** RFC 8489 §14.10. */
  record Realm(String value) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.REALM;
    }
  }

  /** RFC 8489 §14.11. */
  record Nonce(String value) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.NONCE;
    }
  }

  /** The sender's software, for people (RFC 8489 §14.14). */
  record Software(String value) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.SOFTWARE;
    }
  }

  /** Another server to try, with error 300 (RFC 8489 §14.15). */
  record AlternateServer(InetSocketAddress address) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.ALTERNATE_SERVER;
    }
  }

  /** The name in the other server's certificate (RFC 8489 §14.16). */
  record AlternateDomain(String domain) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.ALTERNATE_DOMAIN;
    }
  }

  /** The priority of a peer-reflexive candidate, unsigned (RFC 8445 §7.1.1). */
  record Priority(int value) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.PRIORITY;
    }
  }

  /** The controlling agent nominates this pair (RFC 8445 §7.1.2). */
  record UseCandidate() implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.USE_CANDIDATE;
    }
  }

  /** RFC 8445 §7.1.3. */
  record IceControlled(long tieBreaker) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.ICE_CONTROLLED;
    }
  }

  /** RFC 8445 §7.1.3. */
  record IceControlling(long tieBreaker) implements StunAttribute {
    @Override
    public int type() {
      return AttributeType.ICE_CONTROLLING;
    }
  }

  /** An attribute that this codec does not know; its value is not kept. */
  record Unknown(int type) implements StunAttribute {}

  /**
   * An attribute of TURN or authentication whose value is none of its kind: to be refused (400).
   */
  record Unreadable(int type) implements StunAttribute {}
}
