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
  private final ShardData shard;
  private final PeerTransport transport;
  private final Consumer<PeerEvent> listener;
  private final Member member;
  private @Nullable DataLine line;
  private boolean secure;
  private boolean begun;

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
    this.transport = transport;
    this.listener = listener;
    this.member = shard.exchange().join(identity, number, this);
  }

  /** What the peer's description says of data channels. */
  void configure(@Nullable DataLine described) {
    line = described;
    connectIfReady();
  }

  /** DTLS is up. */
  void onConnected() {
    secure = true;
    connectIfReady();
  }

  private void connectIfReady() {
    DataLine described = line;
    if (secure && described != null && !begun) {
      begun = true;
      member.connect(shard.newChannels(described), shard.nowNanos());
      shard.settle();
    }
  }

  void onReconnected() {
    member.touch();
    shard.settle();
  }

  void onPacket(ByteBuf packet, long nowNanos) {
    member.onPacket(packet, nowNanos);
  }

  void negotiate(List<NegotiatedChannel> channels) {
    member.negotiate(channels);
  }

  void sendServed(String label, String text) {
    member.sendServed(label, text, shard.nowNanos());
  }

  /** Nothing comes any more. Idempotent. */
  void close() {
    member.leave();
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
    listener.accept(event);
  }
}
