package org.parley.media.transport.dtls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;

/**
 * One handshake and, if it succeeds, the connection after it: a virtual thread that blocks in
 * Bouncy Castle on a bounded queue of datagrams.
 */
final class DtlsAttempt implements DatagramTransport, Runnable {
  private static final int QUEUE = 64;
  private static final int SEND_LIMIT = 1200;
  private static final int RECEIVE_LIMIT = 2048;

  private static final byte[] END = {};

  /** Called on the attempt's thread. */
  interface Observer {
    /** Before anything is sent under them. */
    void keyed(RecordKeys keys);

    /**
     * @param flight records, those of epoch 1 in the clear (see {@link HandshakeCipher})
     */
    void send(byte[] flight);

    void established(DtlsAttempt attempt, @Nullable SrtpParameters parameters);

    /** Always the last call. */
    void ended(DtlsAttempt attempt, End how);
  }

  enum End {
    /** Before the peer proved anything: a further attempt may follow. */
    BROKEN,
    MISMATCHED,
    CLOSED_BY_PEER,
    FAILED_AFTER_HANDSHAKE,
    CLOSED_BY_US
  }

  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicBoolean closedByUs = new AtomicBoolean();
  private final DtlsServerContext shared;
  private final MediaTlsServer server;
  private final Observer observer;

  /** Records that wait for the rest of their flight; the attempt's thread only. */
  private final ByteArrayOutputStream flight = new ByteArrayOutputStream();

  private volatile boolean closed;
  private volatile boolean established;

  DtlsAttempt(
      DtlsServerContext shared,
      List<Fingerprint> fingerprints,
      int timeoutMillis,
      Observer observer) {
    this.shared = shared;
    this.server =
        new MediaTlsServer(
            shared,
            new HandshakeCrypto(shared.random, observer::keyed),
            fingerprints,
            timeoutMillis);
    this.observer = observer;
  }

  /** Returns false if the queue is full; from the loop. */
  boolean offer(byte[] datagram) {
    return queue.offer(datagram);
  }

  /** A whole ClientHello has been understood. */
  boolean helloSeen() {
    return server.helloSeen();
  }

  /** What arrived after the end. */
  List<byte[]> unread() {
    List<byte[]> datagrams = new ArrayList<>();
    queue.drainTo(datagrams);
    return datagrams;
  }

  /** Ends the thread; from the loop. */
  void stop() {
    closedByUs.set(true);
    closed = true;
    while (!queue.offer(END)) {
      queue.clear();
    }
  }

  @Override
  public void run() {
    End end = End.BROKEN;
    try {
      DTLSTransport connection = handshake();
      if (connection != null) {
        end = readUntilClosed(connection);
      } else if (server.mismatched()) {
        end = End.MISMATCHED;
      }
    } finally {
      closed = true;
      observer.ended(this, closedByUs.get() ? End.CLOSED_BY_US : end);
    }
  }

  private @Nullable DTLSTransport handshake() {
    try {
      DTLSTransport connection = new DTLSServerProtocol().accept(server, this);
      sendFlight();
      established = true;
      observer.established(this, server.parameters());
      return connection;
    } catch (IOException e) {
      // Whatever ends a handshake early came from outside; the session counts it.
      return null;
    } finally {
      shared.handshakes.release();
    }
  }

  /** Stays to answer a retransmitted Finished (RFC 6347 section 4.2.4) and to hear of the end. */
  private End readUntilClosed(DTLSTransport connection) {
    byte[] data = new byte[RECEIVE_LIMIT];
    try {
      while (!closed) {
        // Only handshake records and alerts come here, which end in Bouncy Castle.
        connection.receive(data, 0, data.length, 0);
      }
      return End.CLOSED_BY_PEER;
    } catch (IOException e) {
      return closed ? End.CLOSED_BY_PEER : End.FAILED_AFTER_HANDSHAKE;
    }
  }

  @Override
  public int receive(byte[] target, int offset, int length, int waitMillis) throws IOException {
    try {
      // Bouncy Castle goes on reading after it has closed the transport for a close_notify.
      sendFlight();
      byte[] datagram = closed ? END : next(waitMillis);
      if (closed) {
        throw new IOException("closed");
      }
      if (datagram == null) {
        return -1;
      }
      int copied = Math.min(length, datagram.length);
      System.arraycopy(datagram, 0, target, offset, copied);
      return copied;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private byte @Nullable [] next(int waitMillis) throws InterruptedException {
    return waitMillis == 0 ? queue.take() : queue.poll(waitMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void send(byte[] source, int offset, int length) {
    // A fatal alert without a key, provoked by anybody's garbage, would end the honest peer's
    // handshake as well. Only a peer that has shown its certificate is told.
    if (closed
        || (!established
            && !server.mismatched()
            && DtlsRecords.isPlaintextAlert(source, offset, length))) {
      return;
    }
    if (flight.size() + length > SEND_LIMIT) {
      sendFlight();
    }
    flight.write(source, offset, length);
    if (established) {
      sendFlight();
    }
  }

  /**
   * The records of a flight share datagrams (RFC 6347 section 4.1.1): under loss a flight of two
   * datagrams arrives whole more often than one of seven.
   */
  private void sendFlight() {
    if (flight.size() > 0) {
      observer.send(flight.toByteArray());
      flight.reset();
    }
  }

  /** Bouncy Castle is done with the connection. */
  @Override
  public void close() {
    sendFlight();
    closed = true;
  }

  @Override
  public int getReceiveLimit() {
    return RECEIVE_LIMIT;
  }

  @Override
  public int getSendLimit() {
    return SEND_LIMIT;
  }
}
