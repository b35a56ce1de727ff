package org.parley.turn.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.relay.Answer.Refused;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunAttribute;

/** Sends clients to one of the {@link AlternateServers} after the other. */
final class Alternatives {
  private int taken;

  /** RFC 8489 §10: another server of the client's family, if there is one. */
  @Nullable Refused next(Asker asker, RelayConfig config) {
    List<AlternateServers.Server> servers = config.extensions().alternates().servers();
    AddressFamily family = AddressFamily.of(asker.client().client());
    for (int i = 0; i < servers.size(); i++) {
      AlternateServers.Server server = servers.get(Math.floorMod(taken++, servers.size()));
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

  /** The same, or the refusal. */
  Refused insteadOf(Refused refused, Asker asker, RelayConfig config) {
    Refused alternative = next(asker, config);
    return alternative == null ? refused : alternative;
  }
}
