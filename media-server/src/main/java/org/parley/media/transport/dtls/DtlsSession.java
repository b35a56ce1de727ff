package org.parley.media.transport.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;

/** The DTLS of one peer over all its attempts; lives on the peer's loop. */
public final class DtlsSession {

  /** Called on the loop. */
  public interface Listener {
    void sendDtls(byte[] datagram);

    void onHandshakeStarted();

    /**
     * @param parameters null for a peer that wants no SRTP
     */
    void onEstablished(@Nullable SrtpParameters parameters);

    /**
     * @param packet of SCTP (RFC 8261), authenticated and decrypted; valid during the call only
     */
    void onApplicationData(ByteBuf packet, long nowNanos);

    /** A record of data was dropped, others in its datagram perhaps not. */
    void onDataDropped(DataFault fault);

    /** The end; nothing follows. */
    void onDtlsEnded(Cause cause, String reason);
  }

  /** Why a session ended. */
  public enum Cause {
    TIMEOUT,
    FINGERPRINT_MISMATCH,
    CLOSED_BY_PEER,
    FAILED
  }

  /** Why a record of data was dropped. */
  public enum DataFault {
    /** Of another epoch or version, or of a length that cannot be. */
    MALFORMED,
    REPLAYED,
    FORGED,
    /** More than a few before the end of the handshake. */
    EARLY
  }

  /** What became of a datagram, but for the data in it. */
  public enum Receipt {
    ACCEPTED,
    /** Too many handshakes at one time: the peer's retransmission may fare better. */
    REFUSED,
    DROPPED
  }

  private sealed interface State {}

  private record Idle() implements State {}

  /** The peer may begin, or begin again after an attempt that broke, until the deadline. */
  private record Awaiting(long sinceNanos) implements State {}

  private record Handshaking(DtlsConnection connection, long sinceNanos, long attemptNanos)
      implements State {}

  private record Established(DtlsConnection connection) implements State {}

  private record Ended() implements State {}

  /** A first flight that is not whole by then is taken for somebody's garbage. */
  private static final long HELLO_NANOS = 1_000_000_000L;

  private final DtlsServerContext shared;
  private final Executor loop;
  private final Listener listener;
  private List<Fingerprint> fingerprints = List.of();
  private State state = new Idle();
  private long latestNanos;

  public DtlsSession(DtlsServerContext shared, Executor loop, Listener listener) {
    this.shared = shared;
    this.loop = loop;
    this.listener = listener;
  }

  /** Of the certificates that the peer may show. */
  public void setFingerprints(List<Fingerprint> announced) {
    fingerprints = List.copyOf(announced);
  }

  public boolean established() {
    return state instanceof Established;
  }

  /** An attempt is under way; it may succeed before we hear of it. */
  public boolean handshaking() {
    return state instanceof Handshaking;
  }

  /** ICE has a pair: the peer's handshake is due from now on. */
  public void expect(long nowNanos) {
    if (state instanceof Idle) {
      state = new Awaiting(nowNanos);
    }
  }

  /** A datagram from an address that ICE has validated; its indexes are moved. */
  public Receipt onDatagram(ByteBuf datagram, long nowNanos) {
    if (!DtlsRecords.admissible(datagram, expectsData())) {
      return Receipt.DROPPED;
    }
    return switch (state) {
      case Awaiting(long sinceNanos) -> start(datagram, sinceNanos, nowNanos);
      case Handshaking _, Established _ -> read(datagram, nowNanos);
      case Idle _, Ended _ -> Receipt.DROPPED;
    };
  }

  private boolean expectsData() {
    return state instanceof Established || state instanceof Handshaking;
  }

  /** Data is ours, what lies between is the attempt's. */
  private Receipt read(ByteBuf datagram, long nowNanos) {
    int end = datagram.writerIndex();
    int from = datagram.readerIndex();
    int at = from;
    Receipt receipt = Receipt.ACCEPTED;
    while (at < end) {
      int next = DtlsRecords.end(datagram, at);
      if (datagram.getUnsignedByte(at) == DtlsRecords.APPLICATION_DATA) {
        receipt = from < at ? control(datagram, from, at) : receipt;
        onData(datagram, at, next, nowNanos);
        datagram.setIndex(from, end);
        from = next;
      }
      at = next;
    }
    return from < end ? control(datagram, from, end) : receipt;
  }

  private Receipt control(ByteBuf datagram, int from, int to) {
    boolean accepted =
        switch (state) {
          case Handshaking(DtlsConnection connection, long _, long _) ->
              connection.handshake(datagram, from, to);
          case Established(DtlsConnection connection) -> connection.control(datagram, from, to);
          case Idle _, Awaiting _, Ended _ -> false;
        };
    return accepted ? Receipt.ACCEPTED : Receipt.DROPPED;
  }

  private void onData(ByteBuf datagram, int from, int to, long nowNanos) {
    if (state instanceof Established(DtlsConnection connection)) {
      open(connection.records(), datagram.setIndex(from, to), nowNanos);
    } else if (state instanceof Handshaking(DtlsConnection connection, long _, long _)
        && !connection.keep(datagram, from, to)) {
      listener.onDataDropped(DataFault.EARLY);
    }
  }

  private void open(RecordProtection records, ByteBuf record, long nowNanos) {
    switch (records.open(record)) {
      case OPENED -> {
        if (record.isReadable()) {
          listener.onApplicationData(record, nowNanos);
        }
      }
      case MALFORMED -> listener.onDataDropped(DataFault.MALFORMED);
      case REPLAYED -> listener.onDataDropped(DataFault.REPLAYED);
      case FORGED -> listener.onDataDropped(DataFault.FORGED);
    }
  }

  /** Delivers the data that came before the end of the handshake. */
  public void takeEarly(long nowNanos) {
    while (state instanceof Established(DtlsConnection connection)) {
      ByteBuf record = connection.pollEarly();
      if (record == null) {
        return;
      }
      open(connection.records(), record, nowNanos);
    }
  }

  /**
   * Makes a record of the data from {@code start} to the writer index; false if none may be sent.
   */
  public boolean seal(ByteBuf buffer, int start) {
    return state instanceof Established(DtlsConnection connection)
        && connection.records().seal(buffer, start, DtlsRecords.APPLICATION_DATA);
  }

  private Receipt start(ByteBuf datagram, long sinceNanos, long nowNanos) {
    if (fingerprints.isEmpty() || !DtlsRecords.startsHandshake(datagram)) {
      return Receipt.DROPPED;
    }
    long leftMillis = (shared.timeout.toNanos() - (nowNanos - sinceNanos)) / 1_000_000;
    if (leftMillis <= 0) {
      return Receipt.DROPPED;
    }
    if (!shared.handshakes.tryAcquire()) {
      return Receipt.REFUSED;
    }
    RecordProtection records = new RecordProtection(shared.crypto);
    DtlsAttempt attempt =
        new DtlsAttempt(shared, fingerprints, (int) leftMillis, new LoopObserver(records));
    state = new Handshaking(new DtlsConnection(attempt, records), sinceNanos, nowNanos);
    latestNanos = nowNanos;
    listener.onHandshakeStarted();
    control(datagram, datagram.readerIndex(), datagram.writerIndex());
    Thread.ofVirtual().name("dtls").start(attempt);
    return Receipt.ACCEPTED;
  }

  public void onTimeout(long nowNanos) {
    latestNanos = nowNanos;
    switch (state) {
      case Handshaking(DtlsConnection connection, long sinceNanos, long attemptNanos) -> {
        if (nowNanos - sinceNanos >= shared.timeout.toNanos()) {
          connection.stop();
          timedOut();
        } else if (!connection.attempt().helloSeen() && nowNanos - attemptNanos >= HELLO_NANOS) {
          connection.stop();
          state = new Awaiting(sinceNanos);
        }
      }
      case Awaiting(long sinceNanos) -> {
        if (nowNanos - sinceNanos >= shared.timeout.toNanos()) {
          timedOut();
        }
      }
      case Idle _, Established _, Ended _ -> {}
    }
  }

  private void timedOut() {
    end(
        Cause.TIMEOUT,
        "the DTLS handshake did not finish within " + shared.timeout.toSeconds() + " s");
  }

  private void end(Cause cause, String reason) {
    state = new Ended();
    listener.onDtlsEnded(cause, reason);
  }

  /** Ends the attempt's thread; the listener is not called any more. */
  public void close() {
    switch (state) {
      case Handshaking(DtlsConnection connection, long _, long _) -> connection.stop();
      case Established(DtlsConnection connection) -> connection.stop();
      case Idle _, Awaiting _, Ended _ -> {}
    }
    state = new Ended();
  }

  private void onEstablished(DtlsAttempt attempt, @Nullable SrtpParameters parameters) {
    if (state instanceof Handshaking(DtlsConnection connection, long _, long _)
        && connection.attempt() == attempt) {
      state = new Established(connection);
      listener.onEstablished(parameters);
    }
  }

  private void onEnded(DtlsAttempt attempt, DtlsAttempt.End how) {
    switch (state) {
      case Handshaking(DtlsConnection connection, long sinceNanos, long _)
          when connection.attempt() == attempt -> {
        connection.close();
        onHandshakeEnded(attempt, sinceNanos, how);
      }
      case Established(DtlsConnection connection) when connection.attempt() == attempt -> {
        connection.close();
        end(
            how == DtlsAttempt.End.CLOSED_BY_PEER ? Cause.CLOSED_BY_PEER : Cause.FAILED,
            how == DtlsAttempt.End.CLOSED_BY_PEER ? "closed by peer" : "the DTLS connection broke");
      }
      case Idle _, Awaiting _, Handshaking _, Established _, Ended _ -> {}
    }
  }

  private void onHandshakeEnded(DtlsAttempt attempt, long sinceNanos, DtlsAttempt.End how) {
    if (how == DtlsAttempt.End.MISMATCHED) {
      end(
          Cause.FINGERPRINT_MISMATCH,
          "the peer's DTLS certificate is not the one that it announced");
      return;
    }
    state = new Awaiting(sinceNanos);
    // What broke the attempt need not have been the peer's, whose hello may wait behind it.
    for (byte[] datagram : attempt.unread()) {
      onDatagram(Unpooled.wrappedBuffer(datagram), latestNanos);
    }
  }

  /** Carries what an attempt says to the loop. */
  private final class LoopObserver implements DtlsAttempt.Observer {
    private final RecordProtection records;

    LoopObserver(RecordProtection records) {
      this.records = records;
    }

    @Override
    public void keyed(RecordKeys keys) {
      loop.execute(() -> records.begin(keys));
    }

    @Override
    public void send(byte[] flight) {
      loop.execute(
          () -> {
            byte[] datagram = records.sealFlight(flight);
            if (datagram.length > 0) {
              listener.sendDtls(datagram);
            }
          });
    }

    @Override
    public void established(DtlsAttempt attempt, @Nullable SrtpParameters parameters) {
      loop.execute(() -> onEstablished(attempt, parameters));
    }

    @Override
    public void ended(DtlsAttempt attempt, DtlsAttempt.End how) {
      loop.execute(() -> onEnded(attempt, how));
    }
  }
}
