package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaPath;
import org.parley.media.loop.MediaLoop;

/** One peer's ICE, DTLS and SRTP. */
public final class PeerTransport {

  /** All calls come on the owner loop. */
  public interface Listener {
    /** DTLS is up and media may flow. Told once. */
    void onConnected(MediaPath path);

    void onPathChanged(MediaPath path);

    /** Silence or expired consent; {@link #onReconnected} may follow. */
    void onDisconnected();

    void onReconnected(MediaPath path);

    /** The end: nothing follows and everything but the credentials' entry is already freed. */
    void onFailed(String reason);

    /**
     * @param packet authenticated and decrypted; valid during the call unless retained, and
     *     retaining keeps its whole receive batch alive, so copy what stays longer
     */
    void onRtp(ByteBuf packet, long nowNanos);

    /** A compound or reduced-size packet, authenticated and decrypted, valid during the call. */
    void onRtcp(ByteBuf packet, long nowNanos);

    /** After the packets of one wake-up; what was sent until its end leaves in one batch. */
    void onBatchEnd(long nowNanos);
  }

  PeerTransport() {}

  /** The loop on which this transport lives. */
  public MediaLoop owner() {
    throw new UnsupportedOperationException();
  }

  /** Of the latest generation; any thread. */
  public IceCredentials localCredentials() {
    throw new UnsupportedOperationException();
  }

  /**
   * Begins a new generation (RFC 8445 section 9), which {@link #setRemote} completes; the old one
   * keeps answering until a check of the new one arrives. Any thread.
   */
  public IceCredentials restartIce() {
    throw new UnsupportedOperationException();
  }

  /** The other half of the latest generation, and who may connect. Any thread. */
  public void setRemote(IceCredentials remote, List<Fingerprint> fingerprints) {
    throw new UnsupportedOperationException();
  }

  /** Any thread. */
  public void addRemoteCandidate(String ufrag, IceCandidate candidate) {
    throw new UnsupportedOperationException();
  }

  /** DTLS is up and consent is fresh; on the owner loop. */
  public boolean connected() {
    throw new UnsupportedOperationException();
  }

  /** A pooled direct buffer with room for {@code capacity} bytes and what SRTP appends. */
  public ByteBuf allocate(int capacity) {
    throw new UnsupportedOperationException();
  }

  /**
   * Protects and writes; leaves with the batch or the next {@link #flush}. Takes ownership. Dropped
   * and counted while not connected or when the socket does not take more. On the owner loop.
   */
  public void sendRtp(ByteBuf plaintext) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #sendRtp} for a compound RTCP packet. */
  public void sendRtcp(ByteBuf plaintext) {
    throw new UnsupportedOperationException();
  }

  /** Sends what was written; on the owner loop. Not needed during a batch. */
  public void flush() {
    throw new UnsupportedOperationException();
  }

  /** Frees everything; the listener is not called any more. Any thread, idempotent. */
  public void close() {
    throw new UnsupportedOperationException();
  }
}
