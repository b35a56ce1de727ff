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
  private final Alternatives alternatives = new Alternatives();
  private RelayConfig config;
  private boolean draining;

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
    Refused refused = AllocateChecks.refuse(asker, config);
    if (refused == null && draining) {
      refused =
          alternatives.insteadOf(
              new Refused(508, "The server is shutting down: try another"), asker, config);
    }
    if (refused == null && config.extensions().alternates().always()) {
      refused = alternatives.next(asker, config);
    }
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

  private static RelayProtocol protocol(StunMessage request) {
    var transport = request.attribute(TurnAttribute.RequestedTransport.class);
    boolean tcp = transport != null && transport.protocol() == TurnAttribute.RequestedTransport.TCP;
    return tcp ? RelayProtocol.TCP : RelayProtocol.UDP;
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
      return quotas.full() ? alternatives.insteadOf(refused, asker, config) : refused;
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
      return alternatives.insteadOf(RELAYS_EXHAUSTED, waiting.asker, config);
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
