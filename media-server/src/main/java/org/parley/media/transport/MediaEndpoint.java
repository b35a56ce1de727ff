package org.parley.media.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.loop.MediaLoop;
import org.parley.media.loop.MediaLoops;

/** Owns the media sockets, the certificate, and the tables by which packets find their peer. */
public final class MediaEndpoint implements AutoCloseable {

  private MediaEndpoint() {}

  /**
   * @throws IOException if {@code media.listen} cannot be bound; the message says so
   */
  public static MediaEndpoint start(TransportConfig config, MediaLoops loops) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Of the certificate that every handshake shows. */
  public Fingerprint fingerprint() {
    throw new UnsupportedOperationException();
  }

  /**
   * Where we can be reached, best first.
   *
   * @param reachedBy the address by which the client reached the front door, offered first when it
   *     is ours
   */
  public List<IceCandidate> candidates(@Nullable InetAddress reachedBy) {
    throw new UnsupportedOperationException();
  }

  /** The bound port, UDP and TCP. */
  public int port() {
    throw new UnsupportedOperationException();
  }

  /** Any thread; everything else about the transport happens on {@code owner}. */
  public PeerTransport open(MediaLoop owner, PeerTransport.Listener listener) {
    throw new UnsupportedOperationException();
  }

  public TransportCounters counters() {
    throw new UnsupportedOperationException();
  }

  /** Closes every transport without telling its listener, and the sockets. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
