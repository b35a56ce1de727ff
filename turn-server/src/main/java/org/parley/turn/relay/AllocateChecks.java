package org.parley.turn.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.relay.Answer.Refused;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TurnAttribute;

/** What may be wrong with an Allocate by itself, in the order of RFC 8656 §7.2. */
final class AllocateChecks {
  private AllocateChecks() {}

  static @Nullable Refused refuse(Asker asker, RelayConfig config) {
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
      return new Refused(442, unsupported(transport.protocol(), config));
    }
    var dontFragment = request.attribute(TurnAttribute.DontFragment.class);
    if (dontFragment != null && !config.dontFragment()) {
      return new Refused(
          420,
          "DONT-FRAGMENT is not supported on this system",
          List.of(new StunAttribute.UnknownAttributes(List.of(dontFragment.type()))));
    }
    Refused refused = refuseFamilies(request, config);
    return refused == null ? refuseMobility(request, config) : refused;
  }

  /** RFC 8016 §3.1.2. */
  private static @Nullable Refused refuseMobility(StunMessage request, RelayConfig config) {
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

  private static String unsupported(int protocol, RelayConfig config) {
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

  private static @Nullable Refused refuseFamilies(StunMessage request, RelayConfig config) {
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
}
