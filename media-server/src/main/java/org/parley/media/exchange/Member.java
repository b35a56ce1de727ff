package org.parley.media.exchange;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.Unreleased;

/** One peer connection in an exchange, with data channels or without. */
public final class Member {
  private static final String FAULT = "a fault of the server's";

  private final Exchange exchange;
  private final DataIdentity identity;
  private final Seat seat;
  private final Access access;
  private final Lines lines;
  private final Negotiations negotiations;
  private final Deadline deadline = new Deadline();

  /** What it has sent and others have not taken, over all its associations. */
  private final Unreleased unreleased = new Unreleased();

  /** Null before it has begun and after its end. */
  private @Nullable SctpTransport transport;

  private @Nullable RuntimeException fault;
  private boolean gone;

  /** Whether it is in the exchange's list of those with something to do. */
  boolean active;

  Member(Exchange exchange, DataIdentity identity, Seat seat, Access access) {
    this.exchange = exchange;
    this.identity = identity;
    this.seat = seat;
    this.access = access;
    this.lines = new Lines(this, exchange);
    this.negotiations = new Negotiations(this, lines, exchange);
  }

  String address() {
    return identity.address();
  }

  Seat seat() {
    return seat;
  }

  Lines lines() {
    return lines;
  }

  /** Null before it has begun and after its end. */
  @Nullable DataChannels association() {
    SctpTransport mine = transport;
    return mine == null ? null : mine.channels;
  }

  boolean mayPublish() {
    return identity.mayPublish();
  }

  /** Whether channels can be opened to it. */
  boolean reachable() {
    return transport != null && transport.connected;
  }

  /** Its channels may begin: DTLS is up. Once until they end. */
  public void connect(DataChannels fresh, long nowNanos) {
    if (gone || transport != null) {
      throw new IllegalStateException("a member has one association at a time");
    }
    transport = new SctpTransport(fresh, access);
    fresh.countIn(unreleased);
    negotiations.open(fresh);
    fresh.connect(nowNanos);
    touch();
  }

  /** What the way to it took away changed: there may be packets for it. */
  public void touch() {
    if (!gone) {
      exchange.activate(this);
    }
  }

  public void onPacket(ByteBuf packet, long nowNanos) {
    SctpTransport mine = transport;
    if (mine == null) {
      return;
    }
    try {
      mine.onPacket(packet, nowNanos);
    } catch (RuntimeException e) {
      fail(e, nowNanos);
    }
    touch();
  }

  /** The whole list of channels that the peer uses without opening them. */
  public void negotiate(List<NegotiatedChannel> wanted) {
    negotiations.want(wanted);
    DataChannels mine = association();
    if (mine != null) {
      negotiations.apply(mine);
      touch();
    }
  }

  /** A text of the control side. */
  public void sendServed(String label, String text, long nowNanos) {
    lines.served().send(label, text, nowNanos);
  }

  /**
   * Its channels are to end at once, with what is queued for them; it may {@link #connect} again.
   *
   * @param reason for the peer and for who controls it
   */
  public void disconnect(String reason, long nowNanos) {
    SctpTransport ended = transport;
    if (ended != null) {
      end(nowNanos);
      tell(new PeerEvent.DataEnded(reason));
      try {
        ended.abort(reason, nowNanos);
      } catch (RuntimeException e) {
        // What ends for one fault may have more of them.
        exchange.onFault(e);
      }
    }
  }

  /** The peer connection is closed. Idempotent. */
  public void leave(long nowNanos) {
    if (!gone) {
      gone = true;
      end(nowNanos);
      exchange.remove(this, nowNanos);
    }
  }

  /** A fault of ours has met it: its association ends, and nobody else's. */
  void fail(RuntimeException met, long nowNanos) {
    exchange.onFault(met);
    disconnect(FAULT, nowNanos);
  }

  /** As {@link #fail}, where others are in the middle of something. */
  void failLater(RuntimeException met) {
    fault = met;
    touch();
  }

  private void end(long nowNanos) {
    readCounts();
    SctpTransport ended = transport;
    transport = null;
    deadline.disarm();
    if (ended != null && ended.connected) {
      exchange.counts().add(DataCounter.ASSOCIATIONS_ENDED, 1);
      exchange.onReachable(this, nowNanos);
    }
    lines.clear(nowNanos);
    negotiations.clear();
  }

  /** Handles what has come and what is due. */
  void settle(long nowNanos) {
    RuntimeException met = fault;
    if (met != null) {
      fault = null;
      throw met;
    }
    SctpTransport mine = transport;
    if (mine == null) {
      return;
    }
    mine.fireTimers(nowNanos);
    DataChannels channels = mine.channels;
    for (ChannelEvent event = channels.nextEvent(); event != null; event = channels.nextEvent()) {
      handle(mine, event, nowNanos);
    }
    if (transport == null) {
      return;
    }
    lines.backlog().flush(channels, nowNanos);
    lines.backlog().judge(channels, nowNanos);
    lines.served().settle(nowNanos);
    negotiations.expire(nowNanos);
  }

  private void handle(SctpTransport mine, ChannelEvent event, long nowNanos) {
    switch (event) {
      case ChannelEvent.Connected _ -> {
        mine.connected = true;
        exchange.counts().add(DataCounter.ASSOCIATIONS_STARTED, 1);
        if (mine.channels.interleaves()) {
          exchange.counts().add(DataCounter.ASSOCIATIONS_INTERLEAVED, 1);
        }
        exchange.onReachable(this, nowNanos);
        tell(new PeerEvent.DataConnected());
      }
      case ChannelEvent.OpenedByPeer(int id, ChannelOptions options) ->
          lines.open(id, options, nowNanos);
      case ChannelEvent.Refused(int id, ChannelOptions options) ->
          lines.refuse(id, options.label());
      case ChannelEvent.Opened(int id) -> negotiations.onOpened(id, nowNanos);
      case ChannelEvent.Message message -> lines.onMessage(message, nowNanos);
      case ChannelEvent.Unclaimed(ChannelEvent.Message message) ->
          negotiations.add(message, mine.channels, nowNanos);
      case ChannelEvent.BufferedAmountLow _ -> {}
      case ChannelEvent.Closed(int id) -> {
        lines.onClosed(id, nowNanos);
        negotiations.onClosed(id, mine.channels);
      }
      case ChannelEvent.Restarted _ -> negotiations.onRestarted(mine.channels);
      case ChannelEvent.Ended(_, String reason) -> {
        // Where we end it, the peer is to hear that.
        mine.transmit(nowNanos);
        end(nowNanos);
        tell(new PeerEvent.DataEnded(reason));
      }
    }
  }

  /** All who were to have the message have it. */
  void release(ChannelEvent.Message message) {
    DataChannels mine = association();
    if (mine == null) {
      unreleased.release(message.receipt().charge());
    } else {
      mine.release(message);
      touch();
    }
  }

  void tell(PeerEvent event) {
    exchange.tell(access, event);
  }

  /** Sends what there is, as far as the way to the peer takes it. */
  void pump(long nowNanos) {
    SctpTransport mine = transport;
    deadline.disarm();
    if (mine == null) {
      return;
    }
    mine.pump(nowNanos);
    deadline.armEarlier(lines.backlog().deadline());
    deadline.armEarlier(negotiations.deadline());
    deadline.armEarlier(lines.served().deadline());
    deadline.armEarlier(mine.deadline());
  }

  /** Before it ends, and now and then. */
  void readCounts() {
    if (transport != null) {
      transport.readCounts(exchange.counts());
    }
  }

  Deadline deadline() {
    return deadline;
  }

  /** Bytes that are queued for it or wait for it. */
  long queued() {
    return lines.backlog().bytes() + (transport == null ? 0 : transport.channels.queued());
  }

  /** Bytes that it has sent and others have not taken. */
  long unreleased() {
    return unreleased.bytes();
  }

  /** Channels that are in use. */
  int channels() {
    return lines.size();
  }

  /** Whether nothing is kept of channels that were. */
  boolean clean() {
    DataChannels mine = association();
    return lines.size() == 0
        && lines.backlog().isEmpty()
        && lines.shares().isEmpty()
        && negotiations.clean()
        && (mine == null || (mine.channels() == 0 && mine.streamsInUse() == 0));
  }
}
