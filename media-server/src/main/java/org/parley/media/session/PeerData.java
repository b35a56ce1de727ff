package org.parley.media.session;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.DataLine;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.exchange.Access;
import org.parley.media.exchange.Member;
import org.parley.media.transport.Fullness;
import org.parley.media.transport.PeerTransport;

/** One peer's data channels: its seat in the exchange and its way there. Confined to the loop. */
final class PeerData implements Access {
  private static final String DISABLED = "another offer has ended the data channels";

  private final ShardData shard;
  private final DataIdentity identity;
  private final long number;
  private final PeerTransport transport;
  private final Consumer<PeerEvent> listener;
  private @Nullable Member member;
  private @Nullable DataLine line;
  private boolean secure;
  private boolean begun;
  private boolean closed;

  /**
   * @param number of its own in the room; who came later has a higher one
   */
  PeerData(
      ShardData shard,
      DataIdentity identity,
      long number,
      PeerTransport transport,
      Consumer<PeerEvent> listener) {
    this.shard = shard;
    this.identity = identity;
    this.number = number;
    this.transport = transport;
    this.listener = listener;
  }

  /** It is among the room's peers from now on. */
  void enter() {
    member = shard.exchange().join(identity, number, this, shard.nowNanos());
    shard.settle();
  }

  /**
   * What the peer's description says of data channels. A line that is gone ends the association,
   * and another line or port is one of another association (RFC 8841).
   */
  void configure(@Nullable DataLine described) {
    DataLine before = line;
    line = described;
    if (before != null && !continues(before, described)) {
      disconnect();
    }
    connectIfReady();
  }

  private static boolean continues(DataLine before, @Nullable DataLine described) {
    return described != null
        && described.mid().equals(before.mid())
        && described.sctpPort() == before.sctpPort();
  }

  private void disconnect() {
    Member seated = member;
    if (begun && seated != null) {
      begun = false;
      shard.inBatch(() -> seated.disconnect(DISABLED, shard.nowNanos()));
    }
  }

  /** DTLS is up. */
  void onConnected() {
    secure = true;
    connectIfReady();
  }

  private void connectIfReady() {
    DataLine described = line;
    Member seated = member;
    if (secure && described != null && seated != null && !begun) {
      begun = true;
      seated.connect(shard.newChannels(described), shard.nowNanos());
      shard.settle();
    }
  }

  void onReconnected() {
    if (member != null) {
      member.touch();
      shard.settle();
    }
  }

  void onPacket(ByteBuf packet, long nowNanos) {
    if (member != null) {
      member.onPacket(packet, nowNanos);
    }
  }

  void negotiate(List<NegotiatedChannel> channels) {
    Member seated = member;
    if (seated != null) {
      shard.inBatch(() -> seated.negotiate(channels));
    }
  }

  void sendServed(String label, String text) {
    Member seated = member;
    if (seated != null) {
      shard.inBatch(() -> seated.sendServed(label, text, shard.nowNanos()));
    }
  }

  /** The connection is over. */
  void onFailed(String reason) {
    leave();
    if (begun) {
      listener.accept(new PeerEvent.DataEnded(reason));
    }
  }

  /** The connection is closed, of which nothing is told. Idempotent. */
  void close() {
    closed = true;
    leave();
  }

  private void leave() {
    Member seated = member;
    if (seated != null) {
      member = null;
      seated.leave(shard.nowNanos());
      shard.settle();
    }
  }

  @Override
  public Readiness readiness() {
    if (!transport.connected()) {
      return Readiness.AWAY;
    }
    Fullness fullness = transport.fullness();
    // What is left belongs to audio and to what keeps the connection up.
    return fullness == Fullness.FREE || fullness == Fullness.FILLING
        ? Readiness.READY
        : Readiness.FULL;
  }

  @Override
  public ByteBuf begin(int capacity) {
    return transport.begin(capacity);
  }

  @Override
  public void send(int start) {
    // One that is dropped here is as good as lost on the way: the association sends it again.
    transport.sendData(start);
  }

  @Override
  public void tell(PeerEvent event) {
    if (!closed) {
      listener.accept(event);
    }
  }
}
