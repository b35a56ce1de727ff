package org.parley.media.transport.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.Executor;
import org.parley.media.api.Fingerprint;

/** The DTLS of one peer over all its attempts; lives on the peer's loop. */
public final class DtlsSession {

  /** Called on the loop. */
  public interface Listener {
    void sendDtls(byte[] datagram);

    void onHandshakeStarted();

    void onEstablished(SrtpParameters parameters);

    /** A message of SCTP (RFC 8261). */
    void onApplicationData(byte[] data);

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

  /** What became of a datagram. */
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

  private record Handshaking(
      DtlsAttempt attempt, CipherChangeGuard guard, long sinceNanos, long attemptNanos)
      implements State {}

  private record Established(DtlsAttempt attempt) implements State {}

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

  /** A datagram from an address that ICE has validated; copied. */
  public Receipt onDatagram(ByteBuf datagram, long nowNanos) {
    if (!DtlsRecords.admissible(datagram, state instanceof Established)) {
      return Receipt.DROPPED;
    }
    return switch (state) {
      case Awaiting(long sinceNanos) -> start(datagram, sinceNanos, nowNanos);
      case Handshaking(DtlsAttempt attempt, CipherChangeGuard guard, long _, long _) ->
          offer(attempt, datagram, guard.admit(datagram));
      case Established(DtlsAttempt attempt) -> offer(attempt, datagram, datagram.readableBytes());
      case Idle _, Ended _ -> Receipt.DROPPED;
    };
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
    CipherChangeGuard guard = new CipherChangeGuard();
    DtlsAttempt attempt =
        new DtlsAttempt(shared, fingerprints, (int) leftMillis, new LoopObserver());
    state = new Handshaking(attempt, guard, sinceNanos, nowNanos);
    latestNanos = nowNanos;
    listener.onHandshakeStarted();
    offer(attempt, datagram, guard.admit(datagram));
    Thread.ofVirtual().name("dtls").start(attempt);
    return Receipt.ACCEPTED;
  }

  private static Receipt offer(DtlsAttempt attempt, ByteBuf datagram, int length) {
    if (length == 0) {
      return Receipt.DROPPED;
    }
    byte[] bytes = ByteBufUtil.getBytes(datagram, datagram.readerIndex(), length);
    return attempt.offer(bytes) ? Receipt.ACCEPTED : Receipt.DROPPED;
  }

  public void onTimeout(long nowNanos) {
    latestNanos = nowNanos;
    switch (state) {
      case Handshaking(
              DtlsAttempt attempt,
              CipherChangeGuard _,
              long sinceNanos,
              long attemptNanos) -> {
        if (nowNanos - sinceNanos >= shared.timeout.toNanos()) {
          attempt.stop();
          timedOut();
        } else if (!attempt.helloSeen() && nowNanos - attemptNanos >= HELLO_NANOS) {
          attempt.stop();
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
      case Handshaking(DtlsAttempt attempt, CipherChangeGuard _, long _, long _) -> attempt.stop();
      case Established(DtlsAttempt attempt) -> attempt.stop();
      case Idle _, Awaiting _, Ended _ -> {}
    }
    state = new Ended();
  }

  private void onEstablished(DtlsAttempt attempt, SrtpParameters parameters) {
    if (state instanceof Handshaking(DtlsAttempt current, CipherChangeGuard _, long _, long _)
        && current == attempt) {
      state = new Established(attempt);
      listener.onEstablished(parameters);
    }
  }

  private void onEnded(DtlsAttempt attempt, DtlsAttempt.End how) {
    switch (state) {
      case Handshaking(DtlsAttempt current, CipherChangeGuard _, long sinceNanos, long _)
          when current == attempt ->
          onHandshakeEnded(attempt, sinceNanos, how);
      case Established(DtlsAttempt current) when current == attempt ->
          end(
              how == DtlsAttempt.End.CLOSED_BY_PEER ? Cause.CLOSED_BY_PEER : Cause.FAILED,
              how == DtlsAttempt.End.CLOSED_BY_PEER
                  ? "closed by peer"
                  : "the DTLS connection broke");
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
    @Override
    public void send(byte[] datagram) {
      loop.execute(() -> listener.sendDtls(datagram));
    }

    @Override
    public void established(DtlsAttempt attempt, SrtpParameters parameters) {
      loop.execute(() -> onEstablished(attempt, parameters));
    }

    @Override
    public void applicationData(byte[] data) {
      loop.execute(
          () -> {
            if (state instanceof Established) {
              listener.onApplicationData(data);
            }
          });
    }

    @Override
    public void ended(DtlsAttempt attempt, DtlsAttempt.End how) {
      loop.execute(() -> onEnded(attempt, how));
    }
  }
}
