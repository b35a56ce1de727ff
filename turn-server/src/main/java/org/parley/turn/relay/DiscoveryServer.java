package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.stun.DiscoveryAttribute;
import org.parley.turn.stun.DiscoveryAttribute.ChangeRequest;
import org.parley.turn.stun.DiscoveryAttribute.Padding;
import org.parley.turn.stun.DiscoveryAttribute.ResponsePort;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;

/**
 * Binding requests at the sockets of {@link NatDiscovery}.
 *
 * <p>Answers are longer than those of {@link StunServer}, and may go to another port than the
 * request's: an address gets few of them (RFC 5780 §9.1). On the thread of one core.
 */
final class DiscoveryServer {
  static final int PER_SECOND = 20;

  private final NatDiscovery discovery;
  private final StunServer plain;
  private final StunCounters counters;
  private final SourceLimit limit;

  DiscoveryServer(NatDiscovery discovery, StunServer plain, StunCounters counters, long seed) {
    this.discovery = discovery;
    this.plain = plain;
    this.counters = counters;
    this.limit = new SourceLimit(PER_SECOND, seed);
  }

  /** Others are for {@link StunServer}. */
  boolean serves(StunPacket packet, FiveTuple client) {
    StunMessage message = packet.message();
    return client.transport() == Transport.UDP
        && discovery.positionOf(client.socket()) >= 0
        && message.method() == StunMessage.BINDING
        && message.type() == StunClass.REQUEST
        && packet.fingerprint() != StunPacket.Fingerprint.WRONG;
  }

  RelayEffect.@Nullable Send onRequest(StunPacket packet, FiveTuple client, long nowNanos) {
    IpAddress ip = client.ip();
    if (!limit.allows(ip.high(), ip.low(), 0, nowNanos)) {
      return limited(packet, client);
    }
    StunMessage request = packet.message();
    boolean fingerprint = packet.fingerprint() == StunPacket.Fingerprint.VALID;
    StunMessage refusal = refuse(request);
    if (refusal != null) {
      counters.refused.increment();
      return new RelayEffect.Send(client, StunEncoder.encode(refusal, fingerprint));
    }
    counters.bindings.increment();
    int position = discovery.positionOf(client.socket());
    ChangeRequest change = request.attribute(ChangeRequest.class);
    // RFC 5780 §6.1: the address and the port change by themselves.
    int from =
        position
            ^ (change != null && change.ip() ? NatDiscovery.OTHER_ADDRESS : 0)
            ^ (change != null && change.port() ? NatDiscovery.OTHER_PORT : 0);
    StunMessage response = response(request, client, position, from);
    return new RelayEffect.Send(
        new FiveTuple(Transport.UDP, discovery.endpoints().get(from).socket(), to(request, client)),
        StunEncoder.encode(response, fingerprint));
  }

  private static InetSocketAddress to(StunMessage request, FiveTuple client) {
    ResponsePort port = request.attribute(ResponsePort.class);
    return port == null
        ? client.client()
        : new InetSocketAddress(client.client().getAddress(), port.port());
  }

  /** Whoever asks for nothing special is still answered, shortly. */
  private RelayEffect.@Nullable Send limited(StunPacket packet, FiveTuple client) {
    if (packet.message().attribute(DiscoveryAttribute.class) != null) {
      counters.ignored.increment();
      return null;
    }
    byte[] reply = plain.onMessage(packet, client.client());
    return reply == null ? null : new RelayEffect.Send(client, reply);
  }

  private static @Nullable StunMessage refuse(StunMessage request) {
    List<Integer> unknown = request.unknownRequiredBesidesDiscovery();
    if (!unknown.isEmpty()) {
      return StunServer.unknown(request, unknown);
    }
    ResponsePort port = request.attribute(ResponsePort.class);
    // RFC 5780 §6.1: fragments for another port would be too good an amplifier.
    if (port != null && request.attribute(Padding.class) != null) {
      return error(request, "PADDING and RESPONSE-PORT exclude each other");
    }
    if (request.attribute(StunAttribute.Unreadable.class) != null
        || port != null && port.port() == 0) {
      return error(request, "The value of an attribute cannot be read");
    }
    return null;
  }

  private static StunMessage error(StunMessage request, String reason) {
    return new StunMessage(
        StunClass.ERROR_RESPONSE,
        StunMessage.BINDING,
        request.transactionId(),
        new StunAttribute.ErrorCode(400, reason));
  }

  private StunMessage response(StunMessage request, FiveTuple client, int position, int from) {
    List<NatDiscovery.Endpoint> endpoints = discovery.endpoints();
    int other = position ^ (NatDiscovery.OTHER_ADDRESS | NatDiscovery.OTHER_PORT);
    List<StunAttribute> attributes = new ArrayList<>(4);
    attributes.add(new StunAttribute.XorMappedAddress(client.client()));
    attributes.add(new DiscoveryAttribute.ResponseOrigin(endpoints.get(from).address()));
    attributes.add(new DiscoveryAttribute.OtherAddress(endpoints.get(other).address()));
    Padding padding = request.attribute(Padding.class);
    // As long as the client's, which then decides whether there are fragments; so nothing is won
    // by a forged address.
    if (padding != null) {
      attributes.add(padding);
    }
    return new StunMessage(
        StunClass.SUCCESS_RESPONSE, StunMessage.BINDING, request.transactionId(), attributes);
  }
}
