package org.parley.media.session;

import java.security.SecureRandom;
import org.parley.media.api.DataLimits;
import org.parley.media.api.DataLine;
import org.parley.media.datachannel.DataChannelConfig;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.datachannel.Role;
import org.parley.media.exchange.ExchangeLimits;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.tx.SendLimits;

/** What all data channels of the server have in common. Any thread. */
final class DataPlane {
  private static final int SECRET_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final DataCounters counters = new DataCounters();
  private final DataLimits limits;
  private final ExchangeLimits bounds;
  private final AssociationConfig association;

  DataPlane(DataLimits limits) {
    this.limits = limits;
    ExchangeLimits usual = ExchangeLimits.DEFAULT;
    // A message must fit into the window with what is around its fragments.
    int window = Math.max(usual.window(), 2 * limits.maxMessageSize());
    int queue = Math.max(usual.queue(), limits.maxMessageSize());
    this.bounds = ExchangeLimits.of(window, queue, limits.maxChannels());
    this.association =
        AssociationConfig.forDataChannels()
            .withWindow(window)
            .withLimits(new SendLimits(limits.maxMessageSize(), queue, queue));
  }

  DataCounters counters() {
    return counters;
  }

  ExchangeLimits bounds() {
    return bounds;
  }

  /** We are always the DTLS server. */
  DataChannels newChannels(DataLine line) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    AssociationConfig own = association.withPorts(association.localPort(), line.sctpPort());
    return new DataChannels(
        new DataChannelConfig(own, Role.SERVER, limits.maxChannels(), line.maxMessageSize()),
        secret);
  }
}
