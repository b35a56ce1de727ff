package org.parley.media.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.sctp.StreamTable;
import org.parley.media.sctp.tx.SendResult;

/** The channels of one member: how they come and go, and what goes through them. */
final class Lines {
  private final Member member;
  private final Exchange exchange;
  private final Router router;
  private final ExchangeCounts counts;
  private final Backlog backlog;
  private final ServedLines served;
  private final StreamTable<Line> open = new StreamTable<>();
  private final Shares shares;

  Lines(Member member, Exchange exchange) {
    this.member = member;
    this.exchange = exchange;
    this.router = exchange.router();
    this.counts = exchange.counts();
    this.backlog = new Backlog(this, exchange.limits());
    this.shares = new Shares(exchange.limits().channels());
    this.served = new ServedLines(member, this, counts);
  }

  Backlog backlog() {
    return backlog;
  }

  Shares shares() {
    return shares;
  }

  ServedLines served() {
    return served;
  }

  @Nullable Line get(int id) {
    return open.get(id);
  }

  int size() {
    return open.size();
  }

  /** The association is over, and with it all channels. */
  void clear(long nowNanos) {
    List<Line> all = new ArrayList<>();
    open.forEach(all::add);
    all.forEach(line -> onGone(line, null, nowNanos));
    served.clear();
    shares.clear();
  }

  /** Whether whoever sent it has its connection still. */
  boolean isPresent(Consignment consignment) {
    Seat origin = consignment.origin;
    return origin != null && exchange.directory().holds(consignment.address, origin);
  }

  /** The peer has a channel that it opened, or that was negotiated. */
  void open(int id, ChannelOptions options, long nowNanos) {
    switch (router.classify(member, options)) {
      case Router.Accepted(Line.Use use) -> {
        Line line = add(id, options, use);
        router.onOpened(line, options, nowNanos);
      }
      case Router.Refused(ChannelFault fault) -> {
        tell(id, options.label(), fault);
        closeChannel(id);
      }
    }
  }

  /** It has as many as it may: the channel is closed already, or was never open. */
  void refuse(int id, String label) {
    tell(id, label, ChannelFault.TOO_MANY);
  }

  private Line add(int id, ChannelOptions options, Line.Use use) {
    Line line = new Line(member, id, options, use);
    open.put(id, line);
    counts.add(DataCounter.CHANNELS_OPENED, 1);
    if (use instanceof Line.Served) {
      served.add(line);
    }
    return line;
  }

  /**
   * Opens a channel to the peer, whose other end is another member's.
   *
   * @param opener that member's address
   */
  Pipes.Opening openToPeer(ChannelOptions options, Line.Pipe pipe, String opener, long nowNanos) {
    DataChannels mine = member.association();
    if (mine == null || !member.reachable()) {
      return new Pipes.NotOpened(ChannelFault.UNREACHABLE);
    }
    if (!shares.allow(opener) || mine.channels() >= exchange.limits().channels()) {
      return new Pipes.NotOpened(ChannelFault.TOO_MANY);
    }
    OptionalInt id = mine.open(options, nowNanos);
    if (id.isEmpty()) {
      return new Pipes.NotOpened(ChannelFault.UNREACHABLE);
    }
    member.touch();
    shares.add(id.getAsInt(), opener);
    return new Pipes.Opened(add(id.getAsInt(), options, pipe));
  }

  void onMessage(ChannelEvent.Message message, long nowNanos) {
    counts.add(DataCounter.MESSAGES_RECEIVED, 1);
    counts.add(DataCounter.BYTES_RECEIVED, message.payload().length);
    Line line = open.get(message.channel());
    if (line == null) {
      counts.add(DataCounter.DROPPED_CLOSED, 1);
      member.release(message);
      return;
    }
    if (!member.mayPublish()) {
      if (!line.toldForbidden) {
        line.toldForbidden = true;
        member.tell(new PeerEvent.ChannelFaulted(line.channel, line.label, ChannelFault.FORBIDDEN));
      }
      counts.add(DataCounter.DROPPED_FORBIDDEN, 1);
      member.release(message);
      return;
    }
    switch (line.use) {
      case Line.Broadcast(Audience audience) ->
          exchange.audiences().broadcast(member, audience, message, nowNanos);
      case Line.Pipe pipe -> exchange.pipes().pass(pipe, Consignment.of(member, message), nowNanos);
      case Line.Served _ -> served.onMessage(line, message);
    }
  }

  /** What another one sent, or the control side. */
  void deliver(Line line, Consignment consignment, long nowNanos) {
    if (line.finishing || line.lost) {
      counts.add(DataCounter.DROPPED_CLOSED, 1);
      return;
    }
    if (line.hasWaiting()
        || (offer(line, consignment, nowNanos) == SendResult.FULL
            && !makeRoom(line, consignment, nowNanos))) {
      backlog.add(line, consignment, nowNanos);
      counts.add(DataCounter.MESSAGES_WAITED, 1);
    }
    member.touch();
  }

  /**
   * What may be lost gives way to what is newer.
   *
   * @return false if nothing on the line may be lost
   */
  private boolean makeRoom(Line line, Consignment consignment, long nowNanos) {
    DataChannels mine = member.association();
    if (line.reliable || mine == null) {
      return !line.reliable;
    }
    int dropped = mine.dropOldest(line.channel, Math.max(1, line.payloadOf(consignment).length));
    if (dropped == 0 || offer(line, consignment, nowNanos) == SendResult.FULL) {
      dropped++;
    }
    counts.add(DataCounter.DROPPED_QUEUE_FULL, dropped);
    return true;
  }

  /** Only FULL leaves it to be offered again. */
  SendResult offer(Line line, Consignment consignment, long nowNanos) {
    DataChannels mine = member.association();
    if (mine == null) {
      return SendResult.ASSOCIATION_CLOSED;
    }
    byte[] payload = line.payloadOf(consignment);
    SendResult result = mine.send(line.channel, consignment.text, payload, nowNanos);
    switch (result) {
      case QUEUED -> {
        counts.add(DataCounter.MESSAGES_SENT, 1);
        counts.add(DataCounter.BYTES_SENT, payload.length);
      }
      case FULL -> {}
      case TOO_LARGE -> counts.add(DataCounter.DROPPED_TOO_LARGE, 1);
      case EMPTY, STREAM_CLOSED, ASSOCIATION_CLOSED -> counts.add(DataCounter.DROPPED_CLOSED, 1);
    }
    return result;
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
    DataChannels mine = member.association();
    if (mine != null) {
      mine.close(id);
      member.touch();
    }
  }

  /** The channel is given up: what waits for it and what is queued is dropped, and it is closed. */
  void lose(Line line, ChannelFault fault, long nowNanos) {
    // Whoever is at the other end of a pipe has nobody there any more.
    onGone(line, ChannelFault.UNREACHABLE, nowNanos);
    tell(line.channel, line.label, fault);
    DataChannels mine = member.association();
    if (mine != null) {
      mine.discard(line.channel);
      member.touch();
    }
  }

  /** The number is free: both sides have closed the channel. */
  void onClosed(int id, long nowNanos) {
    shares.remove(id);
    Line line = open.get(id);
    if (line != null) {
      onGone(line, null, nowNanos);
    }
  }

  /**
   * The channel is there no more.
   *
   * @param forPipe what the other end of a pipe is to hear
   */
  void onGone(Line line, @Nullable ChannelFault forPipe, long nowNanos) {
    if (open.get(line.channel) != line) {
      return;
    }
    open.remove(line.channel);
    backlog.drop(line);
    counts.add(DataCounter.CHANNELS_CLOSED, 1);
    if (line.use instanceof Line.Served) {
      served.remove(line);
    }
    router.onClosed(line, forPipe, nowNanos);
  }

  /** The channels that connect it with others are closed; it has a successor. */
  void closePipes() {
    open.forEach(
        line -> {
          if (line.use instanceof Line.Pipe) {
            finish(line);
          }
        });
  }

  void tell(int channel, String label, ChannelFault fault) {
    counts.add(
        switch (fault) {
          case TOO_SLOW -> DataCounter.LOST_TOO_SLOW;
          case UNKNOWN_ADDRESS -> DataCounter.LOST_UNKNOWN_ADDRESS;
          case UNREACHABLE -> DataCounter.LOST_UNREACHABLE;
          case FORBIDDEN -> DataCounter.LOST_FORBIDDEN;
          case RESERVED_LABEL -> DataCounter.LOST_RESERVED_LABEL;
          case TOO_MANY -> DataCounter.LOST_TOO_MANY;
          case TOO_LONG -> DataCounter.LOST_TOO_LONG;
        },
        1);
    member.tell(new PeerEvent.ChannelFaulted(channel, shortened(label), fault));
  }

  private static String shortened(String label) {
    int most = Router.MAX_NAME;
    if (label.length() <= most) {
      return label;
    }
    return label.substring(0, Character.isHighSurrogate(label.charAt(most - 1)) ? most - 1 : most);
  }
}
