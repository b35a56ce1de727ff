package org.parley.turn.net;

import org.parley.turn.relay.RelayEffect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of peers that were refused, once a second at most; for all loops. */
final class Denials {
  private static final Logger LOG = LoggerFactory.getLogger(Denials.class);

  private final LogLimit limit;

  Denials(long nowNanos) {
    limit = new LogLimit(nowNanos);
  }

  void log(RelayEffect.PeerDenied denied, long nowNanos) {
    long before = limit.pass(nowNanos);
    if (before < 0) {
      return;
    }
    LOG.info(
        "user {} may not reach {}:{}: {}{}",
        LogLimit.printable(denied.user().username()),
        denied.peer().getAddress().getHostAddress(),
        denied.peer().getPort(),
        denied.rule(),
        before == 0 ? "" : " (and " + before + " more refusals before)");
  }
}
