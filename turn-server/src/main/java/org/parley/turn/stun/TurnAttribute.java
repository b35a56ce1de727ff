package org.parley.turn.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of TURN (RFC 8656 §18, RFC 6062 §6.2, RFC 8016 §3), and those by which the
 * long-term credential mechanism chooses its algorithms (RFC 8489 §14.4, §14.12, §14.13).
 *
 * <p>A family that is null in a received attribute is a number that stands for none.
 */
public sealed interface TurnAttribute extends StunAttribute {

  /** RFC 8656 §18.1; the number is not checked here. */
  record ChannelNumber(int number) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.CHANNEL_NUMBER;
    }
  }

  /** RFC 8656 §18.2: unsigned, so that the largest is longer than a century. */
  record Lifetime(long seconds) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.LIFETIME;
    }
  }

  /** RFC 8656 §18.3. */
  record XorPeerAddress(InetSocketAddress address) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.XOR_PEER_ADDRESS;
    }
  }

  /** RFC 8656 §18.4. */
  record Data(ByteBuffer value) implements TurnAttribute {
    public Data {
      value = value.asReadOnlyBuffer();
    }

    @Override
    public int type() {
      return AttributeType.DATA;
    }
  }

  /** RFC 8656 §18.5. */
  record XorRelayedAddress(InetSocketAddress address) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.XOR_RELAYED_ADDRESS;
    }
  }

  /** RFC 8656 §18.6. */
  record RequestedAddressFamily(@Nullable AddressFamily family) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.REQUESTED_ADDRESS_FAMILY;
    }
  }

  /** RFC 8656 §18.7: with {@code reserve}, the next port is to be kept as well. */
  record EvenPort(boolean reserve) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.EVEN_PORT;
    }
  }

  /** RFC 8656 §18.8: a protocol number of IP. */
  record RequestedTransport(int protocol) implements TurnAttribute {
    public static final int UDP = 17;
    public static final int TCP = 6;

    @Override
    public int type() {
      return AttributeType.REQUESTED_TRANSPORT;
    }
  }

  /** RFC 8656 §18.9. */
  record DontFragment() implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.DONT_FRAGMENT;
    }
  }

  /** RFC 8656 §18.10. */
  record ReservationToken(long token) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.RESERVATION_TOKEN;
    }
  }

  /** RFC 8656 §18.11. */
  record AdditionalAddressFamily(@Nullable AddressFamily family) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.ADDITIONAL_ADDRESS_FAMILY;
    }
  }

  /** RFC 8656 §18.12: why there is no relayed address of a family. */
  record AddressErrorCode(AddressFamily family, int code, String reason) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.ADDRESS_ERROR_CODE;
    }
  }

  /**
   * RFC 8656 §18.13: an ICMP packet that came for what was sent to a peer.
   *
   * @param data the packet's second word
   */
  record Icmp(int icmpType, int code, int data) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.ICMP;
    }
  }

  /** RFC 6062 §6.2.1: stands for a peer's TCP connection. */
  record ConnectionId(int id) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.CONNECTION_ID;
    }
  }

  /** RFC 8016 §3.3: empty to ask for the first one. */
  record MobilityTicket(ByteBuffer value) implements TurnAttribute {
    public MobilityTicket {
      value = value.asReadOnlyBuffer();
    }

    @Override
    public int type() {
      return AttributeType.MOBILITY_TICKET;
    }
  }

  /** SHA-256 of {@code user:realm} (RFC 8489 §14.4). */
  record Userhash(ByteBuffer value) implements TurnAttribute {
    public Userhash {
      value = value.asReadOnlyBuffer();
    }

    @Override
    public int type() {
      return AttributeType.USERHASH;
    }
  }

  /** What the server offers, best first (RFC 8489 §14.12). */
  record PasswordAlgorithms(List<PasswordAlgorithm> algorithms) implements TurnAttribute {
    public PasswordAlgorithms {
      algorithms = List.copyOf(algorithms);
    }

    @Override
    public int type() {
      return AttributeType.PASSWORD_ALGORITHMS;
    }
  }

  /** What the client chose (RFC 8489 §14.13). */
  record ChosenPasswordAlgorithm(PasswordAlgorithm algorithm) implements TurnAttribute {
    @Override
    public int type() {
      return AttributeType.PASSWORD_ALGORITHM;
    }
  }
}
