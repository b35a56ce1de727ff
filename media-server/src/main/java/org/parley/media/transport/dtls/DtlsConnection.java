package org.parley.media.transport.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** An attempt and what belongs to it on the loop. */
final class DtlsConnection {
  /** Records of data that may overtake the end of the handshake; a client has little to say yet. */
  static final int MAX_EARLY = 8;

  private final DtlsAttempt attempt;
  private final RecordProtection records;
  private final CipherChangeGuard guard = new CipherChangeGuard();
  private final Queue<ByteBuf> early = new ArrayDeque<>();

  DtlsConnection(DtlsAttempt attempt, RecordProtection records) {
    this.attempt = attempt;
    this.records = records;
  }

  DtlsAttempt attempt() {
    return attempt;
  }

  RecordProtection records() {
    return records;
  }

  /** Passes handshake records and alerts on, as far as they may be passed before the end. */
  boolean handshake(ByteBuf datagram, int from, int to) {
    ByteBuf flight = datagram.slice(from, to - from);
    return offer(flight.writerIndex(guard.admit(flight)));
  }

  /** Passes handshake records and alerts on; false if there is no room. */
  boolean control(ByteBuf datagram, int from, int to) {
    return offer(datagram.slice(from, to - from));
  }

  private boolean offer(ByteBuf records) {
    return records.isReadable() && attempt.offer(ByteBufUtil.getBytes(records));
  }

  /**
   * Keeps a copy of a record of data until the keys are settled.
   *
   * @return false when there is no room
   */
  boolean keep(ByteBuf datagram, int from, int to) {
    return early.size() < MAX_EARLY
        && early.add(Unpooled.copiedBuffer(datagram.slice(from, to - from)));
  }

  @Nullable ByteBuf pollEarly() {
    return early.poll();
  }

  /** The thread ends, the keys are forgotten. */
  void stop() {
    attempt.stop();
    close();
  }

  /** The thread has ended; the keys are forgotten. */
  void close() {
    records.close();
    early.clear();
  }
}
