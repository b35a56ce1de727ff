package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.relay.Answer.Granted;
import org.parley.turn.relay.Answer.Refused;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TurnAttribute;

/** Allocate (RFC 8656 §7) and Refresh (§8). */
final class AllocateHandler {
  private static final long SECOND = 1_000_000_000;
  private static final long RESERVATION_NANOS = 30 * SECOND;
  private static final Answer LATER = new Answer.Later();
  private static final Refused RELAYS_EXHAUSTED =
      new Refused(508, "No free relay port: try again later or another server");

  private final Allocations allocations;
  private final Quotas quotas;
  private final ServedPorts served;
  private final RelayCounters counters;
  private final Tokens tokens;
  private RelayConfig config;
  private boolean draining;
  private int redirected;

  AllocateHandler(
      Allocations allocations,
      Quotas quotas,
      ServedPorts served,
      RelayCounters counters,
      Tokens tokens,
      RelayConfig config) {
    this.allocations = allocations;
    this.quotas = quotas;
    this.served = served;
    this.counters = counters;
    this.tokens = tokens;
    this.config = config;
  }

  void configure(RelayConfig newConfig) {
    config = newConfig;
  }

  boolean mobility() {
    return config.extensions().mobility();
  }

  void drain() {
    draining = true;
  }

  /** The checks in the order of RFC 8656 §7.2, from its second. */
  Answer allocate(Asker asker, long nowNanos) {
    Allocation known = allocations.find(asker.client());
    if (known != null) {
      return again(known, asker);
    }
    PendingAllocation waiting = allocations.pending(asker.client());
    if (waiting != null) {
      return waiting.asker.request().transactionId().equals(asker.request().transactionId())
          ? LATER
          : new Refused(437, "Another Allocate of this client is under way");
    }
    Refused refused = refuse(asker);
    if (refused != null) {
      return refused;
    }
    var token = asker.request().attribute(TurnAttribute.ReservationToken.class);
    return token == null ? open(asker) : reserved(asker, token.token(), nowNanos);
  }

  private static Answer again(Allocation known, Asker asker) {
    // RFC 8656 §7.2: a retransmission is answered alike; 441 is for other requests than Allocate.
    return known.user.equals(asker.user())
            && known.grant.request().equals(asker.request().transactionId())
        ? new Granted(known.grant.attributes())
        : new Refused(
            437, "This client has an allocation: refresh it, or use another port for a new one");
  }

  private @Nullable Refused refuse(Asker asker) {
    StunMessage request = asker.request();
    var transport = request.attribute(TurnAttribute.RequestedTransport.class);
    if (transport == null) {
      return new Refused(400, "REQUESTED-TRANSPORT is missing");
    }
    if (transport.protocol() == TurnAttribute.RequestedTransport.TCP
        && config.extensions().tcpRelays()) {
      Refused refused = refuseTcp(asker);
      if (refused != null) {
        return refused;
      }
    } else if (transport.protocol() != TurnAttribute.RequestedTransport.UDP) {
      return new Refused(442, unsupported(transport.protocol()));
    }
    var dontFragment = request.attribute(TurnAttribute.DontFragment.class);
    if (dontFragment != null && !config.dontFragment()) {
      return new Refused(
          420,
          "DONT-FRAGMENT is not supported on this system",
          List.of(new StunAttribute.UnknownAttributes(List.of(dontFragment.type()))));
    }
    Refused refused = refuseFamilies(request);
    if (refused == null) {
      refused = refuseMobility(request);
    }
    if (refused == null && draining) {
      return alternativeTo(asker, new Refused(508, "The server is shutting down: try another"));
    }
    boolean always = config.extensions().alternates().always();
    return refused == null && always ? alternative(asker) : refused;
  }

  /** RFC 8016 §3.1.2. */
  private @Nullable Refused refuseMobility(StunMessage request) {
    var ticket = request.attribute(TurnAttribute.MobilityTicket.class);
    if (ticket == null) {
      return null;
    }
    if (!config.extensions().mobility()) {
      return MobilityHandler.FORBIDDEN;
    }
    return ticket.value().hasRemaining()
        ? new Refused(400, "MOBILITY-TICKET must be empty in an Allocate")
        : null;
  }

  /** RFC 8489 §10: another server of the client's family, if there is one. */
  private @Nullable Refused alternative(Asker asker) {
    List<AlternateServers.Server> servers = config.extensions().alternates().servers();
    AddressFamily family = AddressFamily.of(asker.client().client());
    for (int i = 0; i < servers.size(); i++) {
      AlternateServers.Server server = servers.get(Math.floorMod(redirected++, servers.size()));
      if (AddressFamily.of(server.address()) == family) {
        List<StunAttribute> attributes = new ArrayList<>(2);
        attributes.add(new StunAttribute.AlternateServer(server.address()));
        if (server.domain() != null && asker.client().transport().secure) {
          attributes.add(new StunAttribute.AlternateDomain(server.domain()));
        }
        return new Refused(300, "Try the server of ALTERNATE-SERVER", attributes);
      }
    }
    return null;
  }

  private Refused alternativeTo(Asker asker, Refused refused) {
    Refused alternative = alternative(asker);
    return alternative == null ? refused : alternative;
  }

  private String unsupported(int protocol) {
    String relayed = config.extensions().tcpRelays() ? "UDP (17) and TCP (6) are" : "UDP (17) is";
    return "REQUESTED-TRANSPORT " + protocol + ": only " + relayed + " relayed";
  }

  /** RFC 6062 §5.1. */
  private static @Nullable Refused refuseTcp(Asker asker) {
    StunMessage request = asker.request();
    if (!asker.client().transport().stream) {
      return new Refused(400, "A relay for TCP is allocated over TCP or TLS");
    }
    boolean excluded =
        request.attribute(TurnAttribute.EvenPort.class) != null
            || request.attribute(TurnAttribute.ReservationToken.class) != null
            || request.attribute(TurnAttribute.DontFragment.class) != null;
    return excluded
        ? new Refused(400, "A relay for TCP excludes EVEN-PORT, RESERVATION-TOKEN, DONT-FRAGMENT")
        : null;
  }

  private static RelayProtocol protocol(StunMessage request) {
    var transport = request.attribute(TurnAttribute.RequestedTransport.class);
    boolean tcp = transport != null && transport.protocol() == TurnAttribute.RequestedTransport.TCP;
    return tcp ? RelayProtocol.TCP : RelayProtocol.UDP;
  }

  private @Nullable Refused refuseFamilies(StunMessage request) {
    var token = request.attribute(TurnAttribute.ReservationToken.class);
    var even = request.attribute(TurnAttribute.EvenPort.class);
    var family = request.attribute(TurnAttribute.RequestedAddressFamily.class);
    var additional = request.attribute(TurnAttribute.AdditionalAddressFamily.class);
    if (token != null && (even != null || family != null || additional != null)) {
      return new Refused(
          400, "RESERVATION-TOKEN excludes EVEN-PORT, REQUESTED- and ADDITIONAL-ADDRESS-FAMILY");
    }
    if (family != null && additional != null) {
      return new Refused(
          400, "REQUESTED-ADDRESS-FAMILY and ADDITIONAL-ADDRESS-FAMILY exclude each other");
    }
    if (additional != null && even != null && even.reserve()) {
      return new Refused(400, "ADDITIONAL-ADDRESS-FAMILY excludes reserving a port by EVEN-PORT");
    }
    if (additional != null && additional.family() != AddressFamily.IPV6) {
      return new Refused(400, "ADDITIONAL-ADDRESS-FAMILY may only be IPv6 (2)");
    }
    AddressFamily wanted = family == null ? AddressFamily.IPV4 : family.family();
    boolean available = wanted != null && config.families().contains(wanted);
    if (token == null && additional == null && !available) {
      return new Refused(440, "No relay addresses of this family: there are " + config.families());
    }
    return null;
  }

  /** RFC 8656 §7.2: at least the default, at most our limit. */
  private long lifetime(StunMessage request) {
    var lifetime = request.attribute(TurnAttribute.Lifetime.class);
    long wanted = lifetime == null ? 0 : lifetime.seconds();
    return Math.clamp(
        wanted, RelayConfig.DEFAULT_LIFETIME_SECONDS, config.maxLifetime().toSeconds());
  }

  private Answer reserved(Asker asker, long token, long nowNanos) {
    Reservation reservation = allocations.take(token, asker.user());
    if (reservation == null) {
      return new Refused(508, "RESERVATION-TOKEN is not known here: it lasts 30 seconds");
    }
    PendingAllocation ready = new PendingAllocation(asker, lifetime(asker.request()));
    ready.opened.add(reservation.relay);
    return grant(ready, nowNanos);
  }

  private Answer open(Asker asker) {
    StunMessage request = asker.request();
    var even = request.attribute(TurnAttribute.EvenPort.class);
    boolean reserve = even != null && even.reserve();
    if (!acquire(asker, reserve ? 2 : 1)) {
      Refused refused =
          new Refused(486, "Allocation quota reached: end one, or ask for a higher limit");
      return quotas.full() ? alternativeTo(asker, refused) : refused;
    }
    PendingAllocation waiting = new PendingAllocation(asker, lifetime(request));
    List<RelayEffect> opens = new ArrayList<>(2);
    for (AddressFamily family : families(request)) {
      if (!config.families().contains(family)) {
        waiting.failures.add(
            new TurnAttribute.AddressErrorCode(family, 440, "No relay addresses of this family"));
        continue;
      }
      Relay relay = allocations.newRelay(family, protocol(request));
      relay.own(waiting);
      Relay next = reserve ? allocations.newRelay(family, RelayProtocol.UDP) : null;
      if (next != null) {
        next.own(waiting);
        waiting.reserved = next;
      }
      waiting.awaited++;
      opens.add(new RelayEffect.OpenRelay(relay, even != null, next));
    }
    allocations.begin(waiting);
    opens.forEach(allocations::add);
    return LATER;
  }

  private boolean acquire(Asker asker, int amount) {
    String account = asker.user().account();
    if (!quotas.tryAcquire(account)) {
      return false;
    }
    // A reserved port counts as an allocation, or reserving would be a way around the quota.
    if (amount == 2 && !quotas.tryAcquire(account)) {
      quotas.release(account);
      return false;
    }
    return true;
  }

  private static List<AddressFamily> families(StunMessage request) {
    if (request.attribute(TurnAttribute.AdditionalAddressFamily.class) != null) {
      return List.of(AddressFamily.IPV4, AddressFamily.IPV6);
    }
    var family = request.attribute(TurnAttribute.RequestedAddressFamily.class);
    AddressFamily wanted = family == null ? null : family.family();
    return List.of(wanted == null ? AddressFamily.IPV4 : wanted);
  }

  /** The finished allocation, if this was the last socket that it waited for. */
  @Nullable PendingAllocation onOpened(Relay relay, InetSocketAddress address) {
    relay.opened(address);
    if (!(relay.owner() instanceof PendingAllocation waiting)
        || allocations.pending(waiting.asker.client()) != waiting) {
      closeUnwanted(relay);
      return null;
    }
    waiting.opened.add(relay);
    Relay next = waiting.reserved;
    if (next != null) {
      next.opened(new InetSocketAddress(address.getAddress(), address.getPort() + 1));
    }
    return --waiting.awaited == 0 ? waiting : null;
  }

  private void closeUnwanted(Relay relay) {
    if (relay.owner() instanceof PendingAllocation waiting && waiting.reserved != null) {
      quotas.release(waiting.asker.user().account());
      allocations.close(waiting.reserved);
      waiting.reserved = null;
    }
    allocations.close(relay);
  }

  @Nullable PendingAllocation onFailed(Relay relay) {
    Relay.Owner owner = relay.owner();
    allocations.forget(relay);
    if (!(owner instanceof PendingAllocation waiting)) {
      return null;
    }
    if (waiting.reserved != null) {
      quotas.release(waiting.asker.user().account());
      allocations.forget(waiting.reserved);
      waiting.reserved = null;
    }
    if (allocations.pending(waiting.asker.client()) != waiting) {
      return null;
    }
    waiting.failures.add(
        new TurnAttribute.AddressErrorCode(
            relay.family(), RELAYS_EXHAUSTED.code(), RELAYS_EXHAUSTED.reason()));
    return --waiting.awaited == 0 ? waiting : null;
  }

  Answer complete(PendingAllocation waiting, long nowNanos) {
    allocations.end(waiting);
    if (waiting.opened.isEmpty()) {
      quotas.release(waiting.asker.user().account());
      return alternativeTo(waiting.asker, RELAYS_EXHAUSTED);
    }
    return grant(waiting, nowNanos);
  }

  private Granted grant(PendingAllocation ready, long nowNanos) {
    Asker asker = ready.asker;
    List<StunAttribute> attributes = new ArrayList<>();
    for (Relay relay : ready.opened) {
      InetSocketAddress address = relay.address();
      if (address != null) {
        served.open(relay.protocol(), address);
        attributes.add(new TurnAttribute.XorRelayedAddress(address));
      }
    }
    attributes.add(new TurnAttribute.Lifetime(ready.lifetimeSeconds));
    Relay next = ready.reserved;
    if (next != null) {
      Reservation reservation = new Reservation(tokens.reservation(), next, asker.user());
      allocations.add(reservation, nowNanos + RESERVATION_NANOS);
      attributes.add(new TurnAttribute.ReservationToken(reservation.token));
    }
    attributes.add(new StunAttribute.XorMappedAddress(asker.client().client()));
    attributes.addAll(ready.failures);
    ByteBuffer ticket = null;
    if (asker.request().attribute(TurnAttribute.MobilityTicket.class) != null) {
      ticket = tokens.ticket();
      attributes.add(new TurnAttribute.MobilityTicket(ticket));
    }
    Allocation allocation =
        new Allocation(
            asker.client(),
            asker.user(),
            new Allocation.Grant(asker.request().transactionId(), attributes),
            new TokenBucket(config.bytesPerSecond()));
    ready.opened.forEach(allocation::add);
    allocations.add(allocation, nowNanos + ready.lifetimeSeconds * SECOND);
    if (ticket != null) {
      allocations.setTicket(allocation, ticket);
    }
    counters.increment(RelayCounter.ALLOCATIONS_MADE);
    return new Granted(attributes);
  }

  Answer refresh(Allocation allocation, StunMessage request, long nowNanos) {
    var asked = request.attribute(TurnAttribute.RequestedAddressFamily.class);
    AddressFamily family = asked == null ? null : asked.family();
    // RFC 8656 §8.2.
    if (asked != null && (family == null || allocation.relay(family) == null)) {
      return new Refused(443, "The allocation has no relayed address of this family");
    }
    var lifetime = request.attribute(TurnAttribute.Lifetime.class);
    if (lifetime != null && lifetime.seconds() == 0) {
      end(allocation, family);
      return Granted.of(new TurnAttribute.Lifetime(0));
    }
    long seconds = lifetime(request);
    allocations.set(allocation, nowNanos + seconds * SECOND);
    return Granted.of(new TurnAttribute.Lifetime(seconds));
  }

  /** RFC 8656 §8.2: with a family, the other one's relayed address stays. */
  private void end(Allocation allocation, @Nullable AddressFamily family) {
    Relay relay = family == null ? null : allocation.relay(family);
    if (relay == null || allocation.relays().size() == 1) {
      allocations.remove(allocation);
      return;
    }
    allocation.remove(relay.family());
    allocations.close(relay);
  }
}
