package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.peers.PeerRules;
import org.parley.turn.peers.Verdict;
import org.parley.turn.relay.Answer.Granted;
import org.parley.turn.relay.Answer.Refused;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TurnAttribute.ChannelNumber;
import org.parley.turn.stun.TurnAttribute.XorPeerAddress;

/** CreatePermission (RFC 8656 §10) and ChannelBind (§12.2). */
final class PermissionHandler {
  static final long PERMISSION_NANOS = 300_000_000_000L;
  static final long CHANNEL_NANOS = 600_000_000_000L;

  private final Allocations allocations;
  private final ServedPorts served;
  private final RelayCounters counters;
  private RelayConfig config;
  private PeerRules rules;

  PermissionHandler(
      Allocations allocations,
      ServedPorts served,
      RelayCounters counters,
      RelayConfig config,
      PeerRules rules) {
    this.allocations = allocations;
    this.served = served;
    this.counters = counters;
    this.config = config;
    this.rules = rules;
  }

  void configure(RelayConfig newConfig, PeerRules newRules) {
    config = newConfig;
    rules = newRules;
  }

  /** All of the peers or none (RFC 8656 §10.2). */
  Answer createPermission(Allocation allocation, StunMessage request, long nowNanos) {
    List<XorPeerAddress> peers = request.attributes(XorPeerAddress.class);
    if (peers.isEmpty()) {
      return new Refused(400, "XOR-PEER-ADDRESS is missing");
    }
    Set<IpAddress> fresh = new LinkedHashSet<>();
    List<InetSocketAddress> admitted = new ArrayList<>();
    for (XorPeerAddress peer : peers) {
      Refused refused = refuse(allocation, peer.address(), true);
      if (refused != null) {
        return refused;
      }
      admitted.add(peer.address());
      IpAddress ip = IpAddress.of(peer.address().getAddress());
      if (allocation.permission(ip.high(), ip.low()) == null) {
        fresh.add(ip);
      }
    }
    if (allocation.permissionCount() + fresh.size() > config.maxPermissions()) {
      return tooMany(config.maxPermissions() + " permissions");
    }
    admitted.forEach(peer -> install(allocation, peer, nowNanos));
    return Granted.of();
  }

  Answer bind(Allocation allocation, StunMessage request, long nowNanos) {
    // RFC 6062 §4: channels are for UDP.
    if (allocation.protocol() != RelayProtocol.UDP) {
      return new Refused(403, "Channels are for UDP, and this client's allocation relays TCP");
    }
    ChannelNumber number = request.attribute(ChannelNumber.class);
    XorPeerAddress peer = request.attribute(XorPeerAddress.class);
    if (number == null || peer == null) {
      return new Refused(400, "CHANNEL-NUMBER and XOR-PEER-ADDRESS are required");
    }
    if (!ChannelBinding.isNumber(number.number())) {
      return new Refused(400, "CHANNEL-NUMBER must be between 0x4000 and 0x4FFF");
    }
    Refused refused = refuse(allocation, peer.address(), false);
    if (refused != null) {
      return refused;
    }
    ChannelBinding ofNumber = allocation.channel(number.number());
    ChannelBinding ofPeer = allocation.channel(peer.address());
    if (ofNumber != null && ofNumber != ofPeer) {
      return new Refused(400, "The channel is bound to another peer");
    }
    if (ofPeer != null && ofPeer != ofNumber) {
      return new Refused(400, "The peer is bound to another channel");
    }
    return ofNumber == null
        ? bindNew(allocation, number.number(), peer.address(), nowNanos)
        : bindAgain(ofNumber, peer.address(), nowNanos);
  }

  private Answer bindNew(Allocation allocation, int number, InetSocketAddress peer, long nowNanos) {
    IpAddress ip = IpAddress.of(peer.getAddress());
    if (allocation.channelCount() >= config.maxChannels()) {
      return tooMany(config.maxChannels() + " channels");
    }
    if (allocation.permission(ip.high(), ip.low()) == null
        && allocation.permissionCount() >= config.maxPermissions()) {
      return tooMany(config.maxPermissions() + " permissions");
    }
    Permission permission = install(allocation, peer, nowNanos);
    ChannelBinding channel = new ChannelBinding(allocation, number, peer, permission);
    allocation.add(channel);
    allocations.set(channel, nowNanos + CHANNEL_NANOS);
    return Granted.of();
  }

  private Answer bindAgain(ChannelBinding channel, InetSocketAddress peer, long nowNanos) {
    channel.permission = install(channel.allocation, peer, nowNanos);
    allocations.set(channel, nowNanos + CHANNEL_NANOS);
    return Granted.of();
  }

  private Permission install(Allocation allocation, InetSocketAddress peer, long nowNanos) {
    IpAddress ip = IpAddress.of(peer.getAddress());
    Permission permission = allocation.permission(ip.high(), ip.low());
    if (permission == null) {
      permission = new Permission(allocation, ip);
      allocation.add(permission);
    }
    permission.servedPortsOnly = rules.judge(ip) instanceof Verdict.OwnAddress;
    allocations.set(permission, nowNanos + PERMISSION_NANOS);
    relink(allocation, permission);
    return permission;
  }

  /** Whether the peer may connect to a relay of the allocation. */
  boolean permits(Allocation allocation, InetSocketAddress peer, long nowNanos) {
    IpAddress ip = IpAddress.of(peer.getAddress());
    Permission permission = allocation.permission(ip.high(), ip.low());
    return permission != null
        && !permission.passed(nowNanos)
        && (!permission.servedPortsOnly
            || served.serves(allocation.protocol(), ip.high(), ip.low(), peer.getPort()));
  }

  /** Channels of the peer whose permission had ended find the new one. */
  private static void relink(Allocation allocation, Permission permission) {
    allocation.forEachChannel(
        channel -> {
          if (channel.ip.equals(permission.peer)) {
            channel.permission = permission;
          }
        });
  }

  /**
   * The rules come before the family, so that every form of a forbidden address is refused alike.
   *
   * @param anyPort the port does not matter and may be 0 (RFC 8656 §10.1)
   */
  @Nullable Refused refuse(Allocation allocation, InetSocketAddress peer, boolean anyPort) {
    IpAddress ip = IpAddress.of(peer.getAddress());
    String rule =
        switch (rules.judge(ip)) {
          case Verdict.Allowed _ -> null;
          case Verdict.Denied denied -> denied.rule();
          case Verdict.OwnAddress _ ->
              anyPort && peer.getPort() == 0
                      || served.serves(allocation.protocol(), ip.high(), ip.low(), peer.getPort())
                  ? null
                  : "own address " + ip + ", neither media nor an open relay";
        };
    if (rule != null) {
      counters.increment(RelayCounter.PEERS_DENIED);
      allocations.add(new RelayEffect.PeerDenied(allocation.user, peer, rule));
      return new Refused(403, "Peers at this address are not allowed here");
    }
    AddressFamily family = AddressFamily.of(peer);
    if (allocation.relay(family) == null) {
      return new Refused(443, "The allocation has no relayed address of the peer's family");
    }
    return null;
  }

  static Refused tooMany(String what) {
    return new Refused(508, "An allocation may have " + what + " at most");
  }
}
