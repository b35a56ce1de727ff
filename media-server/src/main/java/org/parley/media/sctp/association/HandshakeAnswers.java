package org.parley.media.sctp.association;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
import org.parley.media.sctp.packet.CookieAck;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.InitAck;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.OperationError;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.ShutdownAck;

/**
 * How we answer who asks for an association (RFC 9260 sections 5.1 and 5.2): nothing is kept of an
 * INIT but what its sender brings back in the cookie.
 */
final class HandshakeAnswers {
  private final Endpoint endpoint;

  HandshakeAnswers(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Section 5.1 B, and 5.2.1 and 5.2.2 where we have an association, or are making one. */
  void onInit(Opening peer, long nowNanos) {
    if (peer.tag() == 0) {
      // Section 3.3.2: there is no tag that an answer could carry.
      endpoint.counters.increment(AssociationCounter.DROPPED_TAG);
      return;
    }
    if (peer.outboundStreams() == 0 || peer.inboundStreams() == 0) {
      endpoint.reply(
          peer.tag(), new Abort(false, List.of(new ErrorCause.InvalidMandatoryParameter())));
      return;
    }
    if (peer.parameter(Parameter.HostName.class) != null) {
      endpoint.reply(peer.tag(), new Abort(false, List.of(Understanding.unresolvable(peer))));
      return;
    }
    switch (endpoint.state) {
      case Closed _ -> answerAnew(peer, Cookie.Ties.NONE, nowNanos);
      // Section 5.2.1: with what our own INIT said.
      case CookieWait wait ->
          answer(peer, wait.ownTag(), wait.ownTsn(), Cookie.Ties.NONE, nowNanos);
      case CookieEchoed echoed ->
          answer(
              peer,
              echoed.tcb().ownTag,
              echoed.tcb().outbound.lastTsn() + 1,
              ties(echoed.tcb()),
              nowNanos);
      case Established state -> answerAnew(peer, ties(state.tcb()), nowNanos);
      case ShutdownPending state -> answerAnew(peer, ties(state.tcb()), nowNanos);
      case ShutdownSent state -> answerAnew(peer, ties(state.tcb()), nowNanos);
      case ShutdownReceived state -> answerAnew(peer, ties(state.tcb()), nowNanos);
      // Section 9.2: the peer has lost our last word.
      case ShutdownAckSent state -> state.tcb().say(new ShutdownAck());
      case Ended _ -> endpoint.counters.increment(AssociationCounter.DROPPED_OUT_OF_THE_BLUE);
    }
  }

  private static Cookie.Ties ties(Tcb tcb) {
    return new Cookie.Ties(tcb.ownTag, tcb.peerTag);
  }

  private void answerAnew(Opening peer, Cookie.Ties ties, long nowNanos) {
    answer(peer, endpoint.secret.tag(), endpoint.secret.number(), ties, nowNanos);
  }

  private void answer(Opening told, int tag, int tsn, Cookie.Ties ties, long nowNanos) {
    Opening peer = Understanding.of(told);
    Cookie cookie =
        new Cookie(
            nowNanos,
            new Cookie.Ends(tag, tsn, peer.tag(), peer.initialTsn()),
            Integer.toUnsignedLong(peer.window()),
            Agreement.of(endpoint.config, peer),
            ties);
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter.StateCookie(cookie.seal(endpoint.secret)));
    parameters.addAll(Agreement.answer(endpoint.config, peer));
    parameters.addAll(Understanding.unrecognized(told));
    endpoint.reply(peer.tag(), new InitAck(endpoint.opening(tag, tsn, parameters)));
  }

  /**
   * Section 5.1 D and 5.2.4, with the verification tag of its packet.
   *
   * @return whether the cookie is good; else the whole packet is to be dropped
   */
  boolean onCookieEcho(CookieEcho echo, int tag, long nowNanos) {
    Cookie cookie = Cookie.open(echo.cookie(), endpoint.secret);
    if (cookie == null || cookie.ends().ownTag() != tag) {
      endpoint.counters.increment(AssociationCounter.DROPPED_COOKIE);
      return false;
    }
    Tcb tcb = endpoint.state.tcb();
    boolean ownTagMatches =
        tag == (endpoint.state instanceof CookieWait wait ? wait.ownTag() : tagOf(tcb));
    boolean peerTagMatches = tcb != null && cookie.ends().peerTag() == tcb.peerTag;
    if (tcb != null && ownTagMatches && peerTagMatches) {
      // D, whatever the cookie's age
      if (endpoint.state instanceof CookieEchoed) {
        endpoint.establish(tcb);
      }
      tcb.sayFirst(new CookieAck());
      return true;
    }
    if (isStale(cookie, nowNanos)) {
      return false;
    }
    switch (endpoint.state) {
      case Closed _ -> establish(cookie, nowNanos);
      // B: the INITs have crossed; ours is answered by the peer's cookie
      case CookieWait _ when ownTagMatches -> establish(cookie, nowNanos);
      case CookieEchoed _ when ownTagMatches -> establish(cookie, nowNanos);
      case CookieWait _, CookieEchoed _ ->
          endpoint.counters.increment(AssociationCounter.DROPPED_COOKIE);
      case Established _, ShutdownPending _, ShutdownSent _, ShutdownReceived _ ->
          restart(cookie, tcb, nowNanos);
      case ShutdownAckSent state -> {
        state.tcb().say(new ShutdownAck());
        state.tcb().say(new OperationError(new ErrorCause.CookieWhileShuttingDown()));
      }
      case Ended _ -> endpoint.counters.increment(AssociationCounter.DROPPED_OUT_OF_THE_BLUE);
    }
    return true;
  }

  private static int tagOf(@Nullable Tcb tcb) {
    return tcb == null ? 0 : tcb.ownTag;
  }

  /** Section 5.1.5, 3. */
  private boolean isStale(Cookie cookie, long nowNanos) {
    long age = nowNanos - cookie.createdNanos();
    long late = age - endpoint.config.timing().cookieLife().toNanos();
    if (late <= 0) {
      return false;
    }
    endpoint.counters.increment(AssociationCounter.DROPPED_COOKIE);
    int micros = (int) Math.min(late / 1_000, 0xFFFF_FFFFL);
    endpoint.reply(cookie.ends().peerTag(), new OperationError(new ErrorCause.StaleCookie(micros)));
    return true;
  }

  private void establish(Cookie cookie, long nowNanos) {
    Tcb tcb = tcb(cookie, nowNanos);
    endpoint.establish(tcb);
    tcb.sayFirst(new CookieAck());
  }

  private Tcb tcb(Cookie cookie, long nowNanos) {
    return new Tcb(endpoint, cookie.ends(), cookie.agreement(), cookie.peerWindow(), nowNanos);
  }

  /** Section 5.2.4 A; what is neither that nor D is dropped. */
  private void restart(Cookie cookie, @Nullable Tcb old, long nowNanos) {
    if (old == null || !cookie.ties().equals(ties(old))) {
      endpoint.counters.increment(AssociationCounter.DROPPED_COOKIE);
      return;
    }
    endpoint.counters.increment(AssociationCounter.RESTARTS);
    endpoint.queue = endpoint.newQueue();
    Tcb tcb = tcb(cookie, nowNanos);
    endpoint.state = new Established(tcb);
    tcb.say(new CookieAck());
    Agreement agreement = tcb.agreement;
    endpoint.events.add(
        new AssociationEvent.Restarted(agreement.outboundStreams(), agreement.inboundStreams()));
  }
}
