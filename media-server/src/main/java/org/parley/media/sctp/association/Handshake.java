package org.parley.media.sctp.association;

import java.util.ArrayList;
import java.util.List;
import org.parley.media.sctp.association.AssociationState.Closed;
import org.parley.media.sctp.association.AssociationState.CookieEchoed;
import org.parley.media.sctp.association.AssociationState.CookieWait;
import org.parley.media.sctp.association.AssociationState.Ended;
import org.parley.media.sctp.association.AssociationState.Established;
import org.parley.media.sctp.association.AssociationState.ShutdownAckSent;
import org.parley.media.sctp.association.AssociationState.ShutdownPending;
import org.parley.media.sctp.association.AssociationState.ShutdownReceived;
import org.parley.media.sctp.association.AssociationState.ShutdownSent;
import org.parley.media.sctp.packet.Abort;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.OperationError;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.Parameter;

/** How we ask for an association (RFC 9260 section 5). */
final class Handshake {
  private final Endpoint endpoint;

  Handshake(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Section 5.1 A. */
  void connect(long nowNanos) {
    if (endpoint.state instanceof Closed) {
      sendInit(endpoint.secret.tag(), endpoint.secret.number(), 0, nowNanos);
    }
  }

  private void sendInit(int tag, int tsn, int preservativeMillis, long nowNanos) {
    endpoint.state = new CookieWait(tag, tsn, preservativeMillis, retry(nowNanos));
    endpoint.reply(0, init(tag, tsn, preservativeMillis));
  }

  private Retry retry(long nowNanos) {
    AssociationConfig.Timing timing = endpoint.config.timing();
    return new Retry(timing.initialRto().toNanos(), timing.maxRto().toNanos(), nowNanos);
  }

  private Init init(int tag, int tsn, int preservativeMillis) {
    List<Parameter> parameters = new ArrayList<>();
    if (preservativeMillis > 0) {
      parameters.add(new Parameter.CookiePreservative(preservativeMillis));
    }
    parameters.addAll(Agreement.offer(endpoint.config));
    return new Init(endpoint.opening(tag, tsn, parameters));
  }

  /** Section 5.1 C. */
  void onInitAck(Opening told, long nowNanos) {
    if (!(endpoint.state instanceof CookieWait wait)) {
      // Section 5.2.3.
      endpoint.counters.increment(AssociationCounter.DROPPED_STATE);
      return;
    }
    Opening peer = Understanding.of(told);
    Parameter.StateCookie cookie = peer.parameter(Parameter.StateCookie.class);
    if (peer.tag() == 0 || peer.outboundStreams() == 0 || peer.inboundStreams() == 0) {
      refuse(
          peer, new ErrorCause.InvalidMandatoryParameter(), "an INIT-ACK without tag or streams");
      return;
    }
    if (peer.parameter(Parameter.HostName.class) != null) {
      refuse(peer, Understanding.unresolvable(peer), "an INIT-ACK with a host's name");
      return;
    }
    if (cookie != null && cookie.cookie().length() > maxCookie()) {
      refuse(peer, new ErrorCause.OutOfResource(), "a cookie that fits into no packet");
      return;
    }
    if (cookie == null) {
      ErrorCause missing =
          new ErrorCause.MissingParameters(List.of(ErrorCause.MissingParameters.STATE_COOKIE));
      refuse(peer, missing, "an INIT-ACK without a cookie");
      return;
    }
    Cookie.Ends ends = new Cookie.Ends(wait.ownTag(), wait.ownTsn(), peer.tag(), peer.initialTsn());
    Tcb tcb =
        new Tcb(
            endpoint,
            ends,
            Agreement.of(endpoint.config, peer),
            Integer.toUnsignedLong(peer.window()),
            nowNanos);
    tcb.say(new CookieEcho(cookie.cookie()));
    List<Parameter> unrecognized = Understanding.unrecognized(told);
    if (!unrecognized.isEmpty()) {
      tcb.say(new OperationError(Understanding.report(unrecognized)));
    }
    endpoint.state =
        new CookieEchoed(tcb, cookie.cookie(), wait.preservativeMillis(), retry(nowNanos));
  }

  private int maxCookie() {
    return endpoint.config.mtu() - PacketView.HEADER_LENGTH - PacketView.CHUNK_HEADER_LENGTH;
  }

  private void refuse(Opening peer, ErrorCause cause, String reason) {
    if (peer.tag() != 0) {
      endpoint.reply(peer.tag(), new Abort(false, List.of(cause)));
    }
    endpoint.end(AssociationEvent.Cause.PROTOCOL_VIOLATION, reason);
  }

  /** Section 5.1 E. */
  void onCookieAck() {
    if (endpoint.state instanceof CookieEchoed echoed) {
      endpoint.establish(echoed.tcb());
    } else {
      // Section 5.2.5.
      endpoint.counters.increment(AssociationCounter.DROPPED_STATE);
    }
  }

  /** Section 5.2.6: tries again with a cookie that is to live longer. */
  void onStaleCookie(ErrorCause.StaleCookie stale, long nowNanos) {
    if (!(endpoint.state instanceof CookieEchoed echoed)) {
      return;
    }
    if (echoed.preservativeMillis() > 0) {
      endpoint.end(AssociationEvent.Cause.PEER_LOST, "the peer's cookie is stale, again");
      return;
    }
    long late = Integer.toUnsignedLong(stale.stalenessMicros()) / 1_000;
    int preservative = (int) Math.min(2 * late + 1_000, Integer.MAX_VALUE);
    sendInit(endpoint.secret.tag(), endpoint.secret.number(), preservative, nowNanos);
  }

  /** T1-init and T1-cookie. */
  void onTimeout(long nowNanos) {
    switch (endpoint.state) {
      case CookieWait wait -> {
        if (wait.t1().due(nowNanos) && !givenUp(wait.t1())) {
          endpoint.reply(0, init(wait.ownTag(), wait.ownTsn(), wait.preservativeMillis()));
        }
      }
      case CookieEchoed echoed -> {
        if (echoed.t1().due(nowNanos) && !givenUp(echoed.t1())) {
          echoed.tcb().sayFirst(new CookieEcho(echoed.cookie()));
        }
      }
      case Closed _,
          Established _,
          ShutdownPending _,
          ShutdownSent _,
          ShutdownReceived _,
          ShutdownAckSent _,
          Ended _ -> {}
    }
  }

  private boolean givenUp(Retry t1) {
    endpoint.counters.increment(AssociationCounter.TIMEOUTS);
    if (t1.retries() <= endpoint.config.timing().maxInitRetransmissions()) {
      return false;
    }
    endpoint.end(AssociationEvent.Cause.PEER_LOST, "the peer did not answer the SCTP handshake");
    return true;
  }
}
