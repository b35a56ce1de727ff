package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaPath;
import org.parley.media.transport.dtls.DtlsSession;
import org.parley.media.transport.dtls.SrtpParameters;
import org.parley.media.transport.ice.CheckResponder;
import org.parley.media.transport.ice.Ice4jResponder;
import org.parley.media.transport.ice.IceEvent;
import org.parley.media.transport.ice.IceSession;
import org.parley.media.transport.ice.Pair;
import org.parley.media.transport.ice.StunMessage;
import org.parley.net.loop.NetworkLoop;

/** One peer's ICE, DTLS and SRTP. */
public final class PeerTransport {
  private static final int SECRET_BYTES = 32;

  /** All calls come on the owner loop. */
  public interface Listener {
    /** DTLS is up and media may flow. Told once. */
    void onConnected(MediaPath path);

    void onPathChanged(MediaPath path);

    /** Silence or expired consent; {@link #onReconnected} may follow. */
    void onDisconnected();

    void onReconnected(MediaPath path);

    /** The end: everything is freed and nothing follows. */
    void onFailed(String reason);

    /**
     * @param packet authenticated and decrypted; valid during the call only
     */
    void onRtp(ByteBuf packet, long nowNanos);

    /** A compound or reduced-size packet, authenticated and decrypted, valid during the call. */
    void onRtcp(ByteBuf packet, long nowNanos);

    /**
     * A packet of SCTP (RFC 8261), as {@link #onRtp}.
     *
     * @param packet authenticated and decrypted; valid during the call only
     */
    void onData(ByteBuf packet, long nowNanos);

    /** After the packets of one wake-up; what is sent until its end leaves in one batch. */
    void onBatchEnd(long nowNanos);
  }

  private final TransportShared shared;
  private final LoopTraffic traffic;
  private final Listener listener;
  private final IceSession ice;
  private final DtlsSession dtls;
  private final PeerRoutes routes = new PeerRoutes();
  private final MediaProtection protection;
  private final Incoming incoming;
  private final Outgoing outgoing;
  private final PathNews news;
  private volatile IceCredentials credentials;

  /** Whence the check comes that is being answered. */
  private @Nullable Route checking;

  private boolean ended;

  PeerTransport(TransportShared shared, LoopTraffic traffic, Listener listener) {
    this.shared = shared;
    this.traffic = traffic;
    this.listener = listener;
    this.protection = new MediaProtection(shared.crypto(), shared.counters(), listener);
    CheckResponder responder = new Ice4jResponder();
    credentials = responder.credentials();
    byte[] secret = new byte[SECRET_BYTES];
    shared.random().nextBytes(secret);
    ice = new IceSession(shared.iceTimeouts(), responder, secret);
    dtls = new DtlsSession(shared.dtls(), traffic.loop()::executeUnlessEnded, new DtlsListener());
    incoming = new Incoming(this, shared.counters(), listener, protection, dtls);
    outgoing = new Outgoing(traffic, shared.counters(), routes, ice, protection, dtls);
    news = new PathNews(listener);
  }

  /** The loop on which this transport lives. */
  public NetworkLoop owner() {
    return traffic.loop();
  }

  LoopTraffic traffic() {
    return traffic;
  }

  /** Begins to be found; any thread. */
  void open() {
    shared.peers().add(credentials.ufrag(), this);
    owner().addLoad(1);
    owner().execute(() -> traffic.add(this));
  }

  /** Of the latest generation; any thread. */
  public IceCredentials localCredentials() {
    return credentials;
  }

  /**
   * Begins a new generation (RFC 8445 section 9), which {@link #setRemote} completes; the old one
   * keeps answering until checks of the new one arrive, and a little longer. Any thread.
   */
  public IceCredentials restartIce() {
    CheckResponder responder = new Ice4jResponder();
    IceCredentials fresh = responder.credentials();
    credentials = fresh;
    shared.peers().add(fresh.ufrag(), this);
    owner()
        .execute(
            () -> {
              ice.restart(responder);
              if (ended) {
                shared.peers().remove(fresh.ufrag(), this);
              }
            });
    return fresh;
  }

  /** The other half of the latest generation, and who may connect. Any thread. */
  public void setRemote(IceCredentials remote, List<Fingerprint> fingerprints) {
    owner()
        .execute(
            () -> {
              dtls.setFingerprints(fingerprints);
              ice.setRemote(remote, owner().nowNanos());
            });
  }

  /** Candidates of a generation that {@link #setRemote} did not name are ignored. Any thread. */
  public void addRemoteCandidate(String ufrag, IceCandidate candidate) {
    owner()
        .execute(
            () -> {
              ice.addRemoteCandidate(ufrag, candidate);
              news.path(path());
            });
  }

  /** DTLS is up and consent is fresh; on the owner loop. */
  public boolean connected() {
    return outgoing.connected();
  }

  /**
   * The loop's buffer, with room for {@code capacity} bytes and what protection adds: the next
   * packet begins at its writer index and is sent before another one begins. On the owner loop.
   */
  public ByteBuf begin(int capacity) {
    return outgoing.begin(capacity);
  }

  /**
   * Protects and sends the packet from {@code start} to the writer index of {@link #begin}'s
   * buffer; it leaves with the batch or at the end of the current task. Dropped and counted while
   * not connected or when the way does not take more. On the owner loop.
   *
   * @param droppable whether it may be dropped before others when the socket is full
   * @return its bytes as sent, or 0 when it was dropped
   */
  public int sendRtp(int start, boolean droppable) {
    return outgoing.send(PacketKind.RTP, start, droppable);
  }

  /** As {@link #sendRtp} for a compound RTCP packet. */
  public void sendRtcp(int start) {
    outgoing.send(PacketKind.RTCP, start, false);
  }

  /**
   * As {@link #sendRtp} for a packet of SCTP, which leaves as one record of DTLS.
   *
   * @return its bytes as sent, or 0 when it was dropped
   */
  public int sendData(int start) {
    return outgoing.sendData(start);
  }

  /** How much the way to the peer still takes; on the owner loop. */
  public Fullness fullness() {
    return routes.fullness();
  }

  /** Frees everything; the listener is not called any more. Any thread, idempotent. */
  public void close() {
    owner().execute(this::end);
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    dtls.close();
    ice.close();
    onIceEvents();
    routes.deselect();
    protection.close();
    traffic.remove(this);
    owner().addLoad(-1);
  }

  private void fail(String reason) {
    if (!ended) {
      end();
      listener.onFailed(reason);
    }
  }

  void onPacket(Route route, PacketKind kind, ByteBuf packet, long nowNanos) {
    if (ended || !routes.holds(route)) {
      count(TransportCounter.DROPPED_UNKNOWN_ADDRESS);
      return;
    }
    incoming.onPacket(kind, packet, nowNanos);
  }

  void endBatch(long nowNanos) {
    incoming.endBatch();
    if (!ended) {
      listener.onBatchEnd(nowNanos);
    }
  }

  /**
   * @param from where it came from, which becomes a route of ours if it is an authentic check
   */
  void onStun(Route from, StunMessage message, long nowNanos) {
    switch (ice.onMessage(from.pair(), message, nowNanos)) {
      case IceSession.Answered(byte[] response) -> {
        checking = from;
        onIceEvents();
        checking = null;
        outgoing.write(from, response);
      }
      case IceSession.Renewed _ -> onIceEvents();
      case IceSession.Dropped dropped -> count(counterOf(dropped));
    }
  }

  private static TransportCounter counterOf(IceSession.Dropped dropped) {
    return switch (dropped) {
      case UNEXPECTED -> TransportCounter.DROPPED_UNEXPECTED_STUN;
      case UNKNOWN_UFRAG -> TransportCounter.DROPPED_UNKNOWN_UFRAG;
      case WRONG_INTEGRITY -> TransportCounter.DROPPED_WRONG_INTEGRITY;
      case TOO_MANY -> TransportCounter.DROPPED_STUN_RATE;
      case MALFORMED -> TransportCounter.DROPPED_MALFORMED_STUN;
    };
  }

  void onRouteClosed(Route route) {
    ice.onPairClosed(route.pair(), owner().nowNanos());
    routes.forget(route);
    onIceEvents();
  }

  void onTick(long nowNanos) {
    ice.onTimeout(incoming.latestNanos(), nowNanos);
    dtls.onTimeout(nowNanos);
    onIceEvents();
  }

  private void onIceEvents() {
    for (IceEvent event = ice.nextEvent(); event != null; event = ice.nextEvent()) {
      onIceEvent(event);
    }
  }

  private void onIceEvent(IceEvent event) {
    switch (event) {
      case IceEvent.PairValidated(Pair pair) -> {
        Route route = checking;
        if (route != null) {
          routes.open(pair, route);
        }
      }
      case IceEvent.PairRemoved(Pair pair) -> routes.close(pair);
      case IceEvent.Selected(Pair pair) -> {
        routes.select(pair);
        dtls.expect(owner().nowNanos());
        news.path(path());
      }
      case IceEvent.Disconnected _ -> news.disconnected();
      case IceEvent.Reconnected _ -> onReconnected();
      case IceEvent.SendCheck(Pair pair, byte[] request) -> ask(pair, request);
      case IceEvent.GenerationRetired(String ufrag) -> shared.peers().remove(ufrag, this);
      case IceEvent.Failed(String reason) -> fail(reason);
    }
  }

  private void ask(Pair pair, byte[] request) {
    Route route = routes.by(pair);
    if (route != null) {
      count(TransportCounter.CONSENT_CHECKS_SENT);
      outgoing.write(route, request);
    }
  }

  private @Nullable MediaPath path() {
    Route route = routes.selected();
    return route == null ? null : ice.pathOf(route.pair());
  }

  private void onReconnected() {
    if (!news.reconnected(path())) {
      tellConnected();
    }
  }

  private void tellConnected() {
    if (connected()) {
      news.connected(path());
    }
  }

  private void count(TransportCounter counter) {
    shared.counters().increment(counter);
  }

  private final class DtlsListener implements DtlsSession.Listener {
    @Override
    public void sendDtls(byte[] datagram) {
      if (!ended) {
        outgoing.sendDtls(datagram);
      }
    }

    @Override
    public void onHandshakeStarted() {
      count(TransportCounter.HANDSHAKES_STARTED);
    }

    @Override
    public void onEstablished(@Nullable SrtpParameters parameters) {
      count(TransportCounter.HANDSHAKES_COMPLETED);
      if (parameters != null) {
        protection.establish(parameters);
      }
      tellConnected();
      incoming.takeEarly();
    }

    @Override
    public void onApplicationData(ByteBuf packet, long nowNanos) {
      incoming.onData(packet, nowNanos);
    }

    @Override
    public void onDataDropped(DtlsSession.DataFault fault) {
      incoming.onDataDropped(fault);
    }

    @Override
    public void onDtlsEnded(DtlsSession.Cause cause, String reason) {
      switch (cause) {
        case FINGERPRINT_MISMATCH -> {
          count(TransportCounter.HANDSHAKES_FAILED);
          count(TransportCounter.FINGERPRINT_MISMATCHES);
        }
        case TIMEOUT -> count(TransportCounter.HANDSHAKES_FAILED);
        case CLOSED_BY_PEER, FAILED -> {}
      }
      fail(reason);
    }
  }
}
