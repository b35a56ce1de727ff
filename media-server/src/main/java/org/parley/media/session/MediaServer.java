package org.parley.media.session;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataLimits;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.MediaPlane;
import org.parley.media.api.MediaRoom;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.RoomId;
import org.parley.media.route.Forwarder;
import org.parley.media.transport.MediaEndpoint;
import org.parley.media.transport.TransportConfig;
import org.parley.media.transport.TransportCounters;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.passage.Passage;

/** The media plane of one process: event loops, sockets and the rooms on them. */
public final class MediaServer implements MediaPlane, AutoCloseable {
  /** Seconds from NTP's era to that of Unix (RFC 5905 section 6). */
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  /**
   * A burst to so many is sent in some 2 ms; with more, other loops help. Measured in
   * docs/performance.md.
   */
  private static final int PEERS_PER_LOOP = 40;

  private final NetworkLoops loops;
  private final MediaEndpoint endpoint;
  private final int peersPerLoop;
  private final DataPlane dataPlane;
  private final MediaCounters counters = new MediaCounters();
  private final long ntpOffsetNanos;
  private final List<Forwarder> forwarders = new ArrayList<>();

  private MediaServer(
      NetworkLoops loops,
      MediaEndpoint endpoint,
      DataPlane dataPlane,
      int peersPerLoop,
      long ntpOffsetNanos) {
    this.loops = loops;
    this.endpoint = endpoint;
    this.dataPlane = dataPlane;
    this.peersPerLoop = peersPerLoop;
    this.ntpOffsetNanos = ntpOffsetNanos;
    for (NetworkLoop loop : loops.loops()) {
      forwarders.add(new Forwarder(loop, loops.loops().size(), endpoint.batch(loop)));
    }
  }

  /**
   * @param loops owned by the server from now on
   * @throws IOException if {@code media.listen} cannot be bound; the message says so
   */
  public static MediaServer start(TransportConfig config, DataLimits data, NetworkLoops loops)
      throws IOException {
    return start(config, data, loops, PEERS_PER_LOOP);
  }

  /**
   * @param peersPerLoop of one room, from which on it spreads to another loop
   */
  static MediaServer start(
      TransportConfig config, DataLimits data, NetworkLoops loops, int peersPerLoop)
      throws IOException {
    MediaEndpoint endpoint = MediaEndpoint.start(config, loops);
    return new MediaServer(
        loops,
        endpoint,
        new DataPlane(data),
        peersPerLoop,
        loops.wallClockOffsetNanos() + NTP_TO_UNIX_SECONDS * 1_000_000_000L);
  }

  @Override
  public MediaRoom openRoom(RoomId id, Consumer<RoomEvent> listener) {
    return new RoomSession(id, this, peersPerLoop, listener);
  }

  @Override
  public Fingerprint fingerprint() {
    return endpoint.fingerprint();
  }

  @Override
  public List<IceCandidate> candidates(@Nullable InetAddress reachedBy) {
    return endpoint.candidates(reachedBy);
  }

  public MediaCounters counters() {
    return counters;
  }

  public DataCounters dataCounters() {
    return dataPlane.counters();
  }

  public TransportCounters transportCounters() {
    return endpoint.counters();
  }

  /** For relays of this process. */
  public Passage passage() {
    return endpoint.passage();
  }

  /** The bound media port, UDP and TCP. */
  public int port() {
    return endpoint.port();
  }

  DataPlane dataPlane() {
    return dataPlane;
  }

  Forwarder forwarder(NetworkLoop loop) {
    return forwarders.get(loop.index());
  }

  /** How many loops there are. */
  int loops() {
    return loops.loops().size();
  }

  NetworkLoop leastLoaded(List<NetworkLoop> except) {
    return loops.leastLoaded(except);
  }

  MediaEndpoint endpoint() {
    return endpoint;
  }

  /** Read once at the start, so that a step of the machine's clock moves no sender report. */
  long ntpNanos(long nowNanos) {
    return nowNanos + ntpOffsetNanos;
  }

  @Override
  public void close() {
    endpoint.close();
    loops.close();
  }
}
