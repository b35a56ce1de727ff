package org.parley.turn.stun;

import java.net.InetSocketAddress;

/** The attributes of NAT behaviour discovery (RFC 5780 §7). */
public sealed interface DiscoveryAttribute extends StunAttribute {

  /** From which socket the response is to come (RFC 5780 §7.2). */
  record ChangeRequest(boolean ip, boolean port) implements DiscoveryAttribute {
    @Override
    public int type() {
      return AttributeType.CHANGE_REQUEST;
    }
  }

  /** From which the response came (RFC 5780 §7.3). */
  record ResponseOrigin(InetSocketAddress address) implements DiscoveryAttribute {
    @Override
    public int type() {
      return AttributeType.RESPONSE_ORIGIN;
    }
  }

  /** Where it comes from if both address and port are changed (RFC 5780 §7.4). */
  record OtherAddress(InetSocketAddress address) implements DiscoveryAttribute {
    @Override
    public int type() {
      return AttributeType.OTHER_ADDRESS;
    }
  }

  /** To which port of the client the response is to go (RFC 5780 §7.5). */
  record ResponsePort(int port) implements DiscoveryAttribute {
    @Override
    public int type() {
      return AttributeType.RESPONSE_PORT;
    }
  }

  /** Makes a message so long that it is fragmented (RFC 5780 §7.6). */
  record Padding(int length) implements DiscoveryAttribute {
    @Override
    public int type() {
      return AttributeType.PADDING;
    }
  }
}
