package org.parley.media.exchange;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.StreamTable;
import org.parley.media.sctp.tx.SendResult;

/** One peer connection in an exchange, with data channels or without. */
public final class Member {
  /** As large as packets get, and more. */
  private static final int PACKET_ROOM = 1400;

  private static final long RETRY_NANOS = 10_000_000L;

  private final Exchange exchange;
  private final DataIdentity identity;
  private final Seat seat;
  private final Access access;
  private final Backlog backlog;
  private final Negotiations negotiations = new Negotiations();
  private final ServedLines served;
  private final StreamTable<Line> lines = new StreamTable<>();
  private final Deadline deadline = new Deadline();
  private @Nullable DataChannels channels;
  private final Deadline timers = new Deadline();
  private @Nullable RuntimeException fault;
  private boolean connected;
  private boolean gone;

  /** Whether it is in the exchange's list of those with something to do. */
  boolean active;

  Member(Exchange exchange, DataIdentity identity, Seat seat, Access access) {
    this.exchange = exchange;
    this.identity = identity;
    this.seat = seat;
    this.access = access;
    this.backlog = new Backlog(this, exchange.limits());
    this.served = new ServedLines(this, exchange.counts());
  }

  String address() {
    return identity.address();
  }

  Seat seat() {
    return seat;
  }

  Exchange exchange() {
    return exchange;
  }

  boolean mayPublish() {
    return identity.mayPublish();
  }

  /** Whether channels can be opened to it. */
  boolean reachable() {
    return connected;
  }

  /** Its channels may begin: DTLS is up. Once. */
  public void connect(DataChannels fresh, long nowNanos) {
    if (gone || channels != null) {
      throw new IllegalStateException("a member has one association");
    }
    channels = fresh;
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
    DataChannels mine = channels;
    if (mine == null) {
      return;
    }
    try {
      mine.onPacket(packet, nowNanos);
    } catch (RuntimeException e) {
      fail(e);
    }
    touch();
  }

  /** The whole list of channels that the peer uses without opening them. */
  public void negotiate(List<NegotiatedChannel> wanted) {
    negotiations.want(wanted);
    DataChannels mine = channels;
    if (gone || mine == null) {
      return;
    }
    for (int id : negotiations.unwanted()) {
      Line line = lines.get(id);
      if (line != null) {
        finish(line);
      } else {
        mine.close(id);
      }
    }
    negotiations.open(mine);
    touch();
  }

  /** A text of the control side. */
  public void sendServed(String label, String text, long nowNanos) {
    served.send(label, text, nowNanos);
  }

  /** The peer connection is closed. Idempotent. */
  public void leave() {
    if (!gone) {
      gone = true;
      end();
      exchange.remove(this);
    }
  }

  /** A fault of ours has met it: its association ends, and nobody else's. */
  void fail(RuntimeException fault) {
    exchange.onFault(fault);
    if (channels != null) {
      end();
      tell(new PeerEvent.DataEnded("a fault of the server's"));
    }
  }

  /** As {@link #fail}, where others are in the middle of something. */
  void failLater(RuntimeException met) {
    fault = met;
    touch();
  }

  private void end() {
    channels = null;
    deadline.disarm();
    if (connected) {
      connected = false;
      exchange.counts().add(DataCounter.ASSOCIATIONS_ENDED, 1);
      exchange.onReachable(this);
    }
    List<Line> all = new ArrayList<>();
    lines.forEach(all::add);
    all.forEach(line -> onGone(line, null));
    served.clear();
    negotiations.clear();
  }

  /** Handles what has come and what is due. */
  void settle(long nowNanos) {
    RuntimeException met = fault;
    if (met != null) {
      fault = null;
      throw met;
    }
    DataChannels mine = channels;
    if (mine == null) {
      return;
    }
    if (access.readiness() != Access.Readiness.AWAY
        && mine.hasDeadline()
        && nowNanos - mine.nextDeadlineNanos() >= 0) {
      mine.onTimeout(nowNanos);
    }
    for (ChannelEvent event = mine.nextEvent(); event != null; event = mine.nextEvent()) {
      handle(mine, event, nowNanos);
    }
    if (channels == null) {
      return;
    }
    backlog.flush(mine, nowNanos);
    backlog.judge(mine, nowNanos);
    served.settle(nowNanos);
    for (ChannelEvent.Message late = negotiations.pollExpired(nowNanos);
        late != null;
        late = negotiations.pollExpired(nowNanos)) {
      exchange.counts().add(DataCounter.DROPPED_UNCLAIMED, 1);
      release(late);
    }
  }

  private void handle(DataChannels mine, ChannelEvent event, long nowNanos) {
    switch (event) {
      case ChannelEvent.Connected _ -> {
        connected = true;
        exchange.counts().add(DataCounter.ASSOCIATIONS_STARTED, 1);
        exchange.onReachable(this);
        tell(new PeerEvent.DataConnected());
      }
      case ChannelEvent.OpenedByPeer(int id, ChannelOptions options) -> open(id, options);
      case ChannelEvent.Opened(int id) -> {
        ChannelOptions negotiated = negotiations.optionsOf(id);
        if (negotiated != null && lines.get(id) == null) {
          open(id, negotiated);
          negotiations.claim(id).forEach(message -> onMessage(message, nowNanos));
        }
      }
      case ChannelEvent.Message message -> onMessage(message, nowNanos);
      case ChannelEvent.Unclaimed(ChannelEvent.Message message) ->
          negotiations.add(message, mine, nowNanos);
      case ChannelEvent.BufferedAmountLow _ -> {}
      case ChannelEvent.Closed(int id) -> {
        Line line = lines.get(id);
        if (line != null) {
          onGone(line, null);
        }
        negotiations.onClosed(id, mine);
      }
      case ChannelEvent.Ended(_, String reason) -> {
        end();
        tell(new PeerEvent.DataEnded(reason));
      }
    }
  }

  private void open(int id, ChannelOptions options) {
    switch (exchange.classify(this, options)) {
      case Exchange.Accepted(Line.Use use) -> {
        Line line = add(id, options, use);
        exchange.onOpened(line, options);
      }
      case Exchange.Refused(@Nullable ChannelFault fault) -> {
        if (fault == null) {
          exchange.counts().add(DataCounter.CHANNELS_REFUSED, 1);
        } else {
          tell(id, options.label(), fault);
        }
        closeChannel(id);
      }
    }
  }

  private Line add(int id, ChannelOptions options, Line.Use use) {
    Line line = new Line(this, id, options, use);
    lines.put(id, line);
    exchange.counts().add(DataCounter.CHANNELS_OPENED, 1);
    if (use instanceof Line.Served) {
      served.add(line);
    }
    return line;
  }

  /**
   * Opens a channel to the peer.
   *
   * @return null if it cannot have one
   */
  @Nullable Line openToPeer(ChannelOptions options, Line.Pipe pipe, long nowNanos) {
    DataChannels mine = channels;
    OptionalInt id =
        mine == null || !connected ? OptionalInt.empty() : mine.open(options, nowNanos);
    if (id.isEmpty()) {
      return null;
    }
    touch();
    return add(id.getAsInt(), options, pipe);
  }

  private void onMessage(ChannelEvent.Message message, long nowNanos) {
    exchange.counts().add(DataCounter.MESSAGES_RECEIVED, 1);
    exchange.counts().add(DataCounter.BYTES_RECEIVED, message.payload().length);
    Line line = lines.get(message.channel());
    if (line == null) {
      exchange.counts().add(DataCounter.DROPPED_CLOSED, 1);
      release(message);
      return;
    }
    if (!identity.mayPublish()) {
      if (!line.toldForbidden) {
        line.toldForbidden = true;
        tell(new PeerEvent.ChannelFaulted(line.channel, line.label, ChannelFault.FORBIDDEN));
      }
      exchange.counts().add(DataCounter.DROPPED_FORBIDDEN, 1);
      release(message);
      return;
    }
    switch (line.use) {
      case Line.Broadcast(Audience audience) ->
          exchange.broadcast(this, audience, message, nowNanos);
      case Line.Pipe pipe -> exchange.pass(pipe, Consignment.of(this, message), nowNanos);
      case Line.Served _ -> served.onMessage(line, message);
    }
  }

  /** What another one sent, or the control side. */
  void deliver(Line line, Consignment consignment, long nowNanos) {
    if (line.finishing) {
      exchange.counts().add(DataCounter.DROPPED_CLOSED, 1);
      return;
    }
    if (line.hasWaiting()
        || (offer(line, consignment, nowNanos) == SendResult.FULL
            && !makeRoom(line, consignment, nowNanos))) {
      backlog.add(line, consignment, nowNanos);
      exchange.counts().add(DataCounter.MESSAGES_WAITED, 1);
    }
    touch();
  }

  /**
   * What may be lost gives way to what is newer.
   *
   * @return false if nothing on the line may be lost
   */
  private boolean makeRoom(Line line, Consignment consignment, long nowNanos) {
    DataChannels mine = channels;
    if (line.reliable || mine == null) {
      return line.reliable ? false : true;
    }
    int dropped = mine.dropOldest(line.channel, line.payloadOf(consignment).length);
    if (dropped == 0 || offer(line, consignment, nowNanos) == SendResult.FULL) {
      dropped++;
    }
    exchange.counts().add(DataCounter.DROPPED_QUEUE_FULL, dropped);
    return true;
  }

  /** Only FULL leaves it to be offered again. */
  SendResult offer(Line line, Consignment consignment, long nowNanos) {
    DataChannels mine = channels;
    if (mine == null) {
      return SendResult.ASSOCIATION_CLOSED;
    }
    byte[] payload = line.payloadOf(consignment);
    // Below the association's own limit, so that there is always room to open channels.
    if (mine.queued() > 0 && mine.queued() + payload.length > exchange.limits().queue()) {
      return SendResult.FULL;
    }
    SendResult result = mine.send(line.channel, consignment.text, payload, nowNanos);
    switch (result) {
      case QUEUED -> {
        exchange.counts().add(DataCounter.MESSAGES_SENT, 1);
        exchange.counts().add(DataCounter.BYTES_SENT, payload.length);
      }
      case FULL -> {}
      case TOO_LARGE -> exchange.counts().add(DataCounter.DROPPED_TOO_LARGE, 1);
      case EMPTY, STREAM_CLOSED, ASSOCIATION_CLOSED ->
          exchange.counts().add(DataCounter.DROPPED_CLOSED, 1);
    }
    return result;
  }

  /** All who were to have the message have it. */
  void release(ChannelEvent.Message message) {
    DataChannels mine = channels;
    if (mine != null) {
      mine.release(message);
      touch();
    }
  }

  /** Closes a channel after what was sent on it. */
  void finish(Line line) {
    if (line.hasWaiting()) {
      line.finishing = true;
    } else {
      close(line);
    }
  }

  /** Closes a channel after what is queued for it. */
  void close(Line line) {
    closeChannel(line.channel);
  }

  private void closeChannel(int id) {
    DataChannels mine = channels;
    if (mine != null) {
      mine.close(id);
      touch();
    }
  }

  /** The channel is given up: what waits for it is dropped, and it is closed. */
  void lose(Line line, ChannelFault fault) {
    // Whoever is at the other end of a pipe has nobody there any more.
    onGone(line, ChannelFault.UNREACHABLE);
    tell(line.channel, line.label, fault);
    close(line);
  }

  private void onGone(Line line, @Nullable ChannelFault forPipe) {
    if (lines.get(line.channel) != line) {
      return;
    }
    lines.remove(line.channel);
    backlog.drop(line);
    exchange.counts().add(DataCounter.CHANNELS_CLOSED, 1);
    if (line.use instanceof Line.Served) {
      served.remove(line);
    }
    exchange.onClosed(line, forPipe);
  }

  /** The channels that connect it with others are closed; it has a successor. */
  void closePipes() {
    lines.forEach(
        line -> {
          if (line.use instanceof Line.Pipe) {
            finish(line);
          }
        });
  }

  void tell(PeerEvent event) {
    exchange.tell(access, event);
  }

  void tell(int channel, String label, ChannelFault fault) {
    exchange
        .counts()
        .add(
            switch (fault) {
              case TOO_SLOW -> DataCounter.LOST_TOO_SLOW;
              case UNKNOWN_ADDRESS -> DataCounter.LOST_UNKNOWN_ADDRESS;
              case UNREACHABLE -> DataCounter.LOST_UNREACHABLE;
              case FORBIDDEN -> DataCounter.LOST_FORBIDDEN;
              case RESERVED_LABEL -> DataCounter.LOST_RESERVED_LABEL;
            },
            1);
    tell(new PeerEvent.ChannelFaulted(channel, label, fault));
  }

  /** Sends what there is, as far as the way to the peer takes it. */
  void pump(long nowNanos) {
    DataChannels mine = channels;
    deadline.disarm();
    if (mine == null) {
      return;
    }
    Access.Readiness readiness = access.readiness();
    while (readiness == Access.Readiness.READY) {
      ByteBuf out = access.begin(PACKET_ROOM);
      int start = out.writerIndex();
      if (!mine.nextPacket(out, nowNanos)) {
        break;
      }
      access.send(start);
      readiness = access.readiness();
    }
    deadline.armEarlier(backlog.deadline());
    deadline.armEarlier(negotiations.deadline());
    deadline.armEarlier(served.deadline());
    timers.disarm();
    switch (readiness) {
      case READY -> {
        if (mine.hasDeadline()) {
          timers.arm(mine.nextDeadlineNanos());
        }
      }
      case FULL -> timers.arm(nowNanos + RETRY_NANOS);
      // Its timers stand still until it is back, and are due at once then.
      case AWAY -> {}
    }
    deadline.armEarlier(timers);
  }

  Deadline deadline() {
    return deadline;
  }

  /** Bytes that are queued for it or wait for it. */
  long queued() {
    return backlog.bytes() + (channels == null ? 0 : channels.queued());
  }

  /** Channels that are in use. */
  int channels() {
    return lines.size();
  }

  /** Whether nothing is kept of channels that were. */
  boolean clean() {
    DataChannels mine = channels;
    return lines.size() == 0
        && backlog.isEmpty()
        && negotiations.unclaimed() == 0
        && (mine == null || (mine.channels() == 0 && mine.streamsInUse() == 0));
  }
}
