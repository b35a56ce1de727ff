package org.parley.media.transport.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
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

  /** An attempt broke; the peer may try again until the deadline. */
  private record Rearmed(long startedNanos) implements State {}

  private record Handshaking(DtlsAttempt attempt, long startedNanos) implements State {}

  private record Established(DtlsAttempt attempt) implements State {}

  private record Ended() implements State {}

  private final DtlsServerContext shared;
  private final Executor loop;
  private final Listener listener;
  private List<Fingerprint> fingerprints = List.of();
  private State state = new Idle();

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

  /** A datagram from an address that ICE has validated; copied. */
  public Receipt onDatagram(ByteBuf datagram, long nowNanos) {
    if (!DtlsRecords.admissible(datagram, state instanceof Established)) {
      return Receipt.DROPPED;
    }
    return switch (state) {
      case Idle _ -> start(datagram, nowNanos, nowNanos);
      case Rearmed(long startedNanos) -> start(datagram, startedNanos, nowNanos);
      case Handshaking(DtlsAttempt attempt, long _) -> offer(attempt, datagram);
      case Established(DtlsAttempt attempt) -> offer(attempt, datagram);
      case Ended _ -> Receipt.DROPPED;
    };
  }

  private Receipt start(ByteBuf datagram, long startedNanos, long nowNanos) {
    if (fingerprints.isEmpty() || !DtlsRecords.startsHandshake(datagram)) {
      return Receipt.DROPPED;
    }
    long leftMillis = (shared.timeout.toNanos() - (nowNanos - startedNanos)) / 1_000_000;
    if (leftMillis <= 0) {
      return Receipt.DROPPED;
    }
    if (!shared.handshakes.tryAcquire()) {
      return Receipt.REFUSED;
    }
    DtlsAttempt attempt =
        new DtlsAttempt(shared, fingerprints, (int) leftMillis, new LoopObserver());
    state = new Handshaking(attempt, startedNanos);
    listener.onHandshakeStarted();
    offer(attempt, datagram);
    Thread.ofVirtual().name("dtls").start(attempt);
    return Receipt.ACCEPTED;
  }

  private static Receipt offer(DtlsAttempt attempt, ByteBuf datagram) {
    return attempt.offer(ByteBufUtil.getBytes(datagram)) ? Receipt.ACCEPTED : Receipt.DROPPED;
  }

  public void onTimeout(long nowNanos) {
    switch (state) {
      case Handshaking(DtlsAttempt attempt, long startedNanos) -> {
        if (nowNanos - startedNanos >= shared.timeout.toNanos()) {
          attempt.stop();
          timedOut();
        }
      }
      case Rearmed(long startedNanos) -> {
        if (nowNanos - startedNanos >= shared.timeout.toNanos()) {
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
      case Handshaking(DtlsAttempt attempt, long _) -> attempt.stop();
      case Established(DtlsAttempt attempt) -> attempt.stop();
      case Idle _, Rearmed _, Ended _ -> {}
    }
    state = new Ended();
  }

  private void onEstablished(DtlsAttempt attempt, SrtpParameters parameters) {
    if (state instanceof Handshaking(DtlsAttempt current, long _) && current == attempt) {
      state = new Established(attempt);
      listener.onEstablished(parameters);
    }
  }

  private void onEnded(DtlsAttempt attempt, DtlsAttempt.End how) {
    long startedNanos;
    switch (state) {
      case Handshaking(DtlsAttempt current, long started) when current == attempt ->
          startedNanos = started;
      case Established(DtlsAttempt current) when current == attempt -> startedNanos = 0;
      case Idle _, Rearmed _, Handshaking _, Established _, Ended _ -> {
        return;
      }
    }
    switch (how) {
      case BROKEN -> state = new Rearmed(startedNanos);
      case MISMATCHED ->
          end(
              Cause.FINGERPRINT_MISMATCH,
              "the peer's DTLS certificate is not the one that it announced");
      case CLOSED_BY_PEER -> end(Cause.CLOSED_BY_PEER, "closed by peer");
      case FAILED_AFTER_HANDSHAKE, CLOSED_BY_US -> end(Cause.FAILED, "the DTLS connection broke");
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
