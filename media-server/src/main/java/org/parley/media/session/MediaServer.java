package org.parley.media.session;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.MediaPlane;
import org.parley.media.api.MediaRoom;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.RoomId;
import org.parley.media.loop.MediaLoops;
import org.parley.media.transport.MediaEndpoint;
import org.parley.media.transport.TransportConfig;
import org.parley.media.transport.TransportCounters;

/** The media plane of one process: event loops, sockets and the rooms on them. */
public final class MediaServer implements MediaPlane, AutoCloseable {
  /** Seconds from NTP's era to that of Unix (RFC 5905 section 6). */
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  private final MediaLoops loops;
  private final MediaEndpoint endpoint;
  private final MediaCounters counters = new MediaCounters();
  private final long ntpOffsetNanos;

  private MediaServer(MediaLoops loops, MediaEndpoint endpoint, long ntpOffsetNanos) {
    this.loops = loops;
    this.endpoint = endpoint;
    this.ntpOffsetNanos = ntpOffsetNanos;
  }

  /**
   * @param loops owned by the server from now on
   * @throws IOException if {@code media.listen} cannot be bound; the message says so
   */
  public static MediaServer start(TransportConfig config, MediaLoops loops) throws IOException {
    MediaEndpoint endpoint = MediaEndpoint.start(config, loops);
    return new MediaServer(
        loops, endpoint, loops.wallClockOffsetNanos() + NTP_TO_UNIX_SECONDS * 1_000_000_000L);
  }

  @Override
  public MediaRoom openRoom(RoomId id, Consumer<RoomEvent> listener) {
    return new RoomSession(id, this, loops.leastLoaded(), listener);
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

  public TransportCounters transportCounters() {
    return endpoint.counters();
  }

  /** The bound media port, UDP and TCP. */
  public int port() {
    return endpoint.port();
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
