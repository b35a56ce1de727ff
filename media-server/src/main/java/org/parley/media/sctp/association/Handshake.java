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
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.InitAck;
import org.parley.media.sctp.packet.Opaque;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.OperationError;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.ShutdownAck;

/** How two ends become an association (RFC 9260 section 5). */
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
    return new Init(opening(tag, tsn, parameters));
  }

  private Opening opening(int tag, int tsn, List<Parameter> parameters) {
    int streams = endpoint.config.streams();
    return new Opening(tag, endpoint.config.window(), streams, streams, tsn, parameters);
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
      endpoint.reply(peer.tag(), new Abort(false, List.of(unresolvable(peer))));
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

  /** Section 3.3.2.1.4: who names hosts is refused. */
  private static ErrorCause unresolvable(Opening peer) {
    Parameter.HostName host = peer.parameter(Parameter.HostName.class);
    return new ErrorCause.UnresolvableAddress(host == null ? Opaque.EMPTY : host.name());
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
    endpoint.reply(peer.tag(), new InitAck(opening(tag, tsn, parameters)));
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
      refuse(peer, unresolvable(peer), "an INIT-ACK with a host's name");
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
    endpoint.queue = endpoint.newQueue();
    Tcb tcb = tcb(cookie, nowNanos);
    endpoint.state = new Established(tcb);
    tcb.say(new CookieAck());
    Agreement agreement = tcb.agreement;
    endpoint.events.add(
        new AssociationEvent.Restarted(agreement.outboundStreams(), agreement.inboundStreams()));
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
