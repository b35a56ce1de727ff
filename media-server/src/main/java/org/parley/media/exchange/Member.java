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
  /** As large as packets get, and more. */
  private static final int PACKET_ROOM = 1400;

  private static final long RETRY_NANOS = 10_000_000L;
  private static final String FAULT = "a fault of the server's";

  /**
   * Acknowledgements that do not wait for the end of the wake-up; who sends more is fast anyway.
   */
  private static final int MOST_PROMPT = 16;

  private final Exchange exchange;
  private final DataIdentity identity;
  private final Seat seat;
  private final Access access;
  private final Lines lines;
  private final Negotiations negotiations = new Negotiations();
  private final Deadline deadline = new Deadline();
  private final Deadline timers = new Deadline();

  /** What it has sent and others have not taken, over all its associations. */
  private final Unreleased unreleased = new Unreleased();

  private @Nullable DataChannels channels;
  private @Nullable Reading reading;
  private @Nullable RuntimeException fault;
  private int prompt;
  private boolean connected;
  private boolean gone;

  /** Whether it is in the exchange's list of those with something to do. */
  boolean active;

  Member(Exchange exchange, DataIdentity identity, Seat seat, Access access) {
    this.exchange = exchange;
    this.identity = identity;
    this.seat = seat;
    this.access = access;
    this.lines = new Lines(this, exchange);
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
    return channels;
  }

  boolean mayPublish() {
    return identity.mayPublish();
  }

  /** Whether channels can be opened to it. */
  boolean reachable() {
    return connected;
  }

  /** Its channels may begin: DTLS is up. Once until they end. */
  public void connect(DataChannels fresh, long nowNanos) {
    if (gone || channels != null) {
      throw new IllegalStateException("a member has one association at a time");
    }
    channels = fresh;
    reading = new Reading(fresh);
    fresh.countIn(unreleased);
    openNegotiated(fresh);
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
      if (prompt < MOST_PROMPT && mine.acknowledgementDue(nowNanos)) {
        prompt++;
        pumpOne(mine, nowNanos);
      }
    } catch (RuntimeException e) {
      fail(e, nowNanos);
    }
    touch();
  }

  private void pumpOne(DataChannels mine, long nowNanos) {
    if (access.readiness() == Access.Readiness.READY) {
      ByteBuf out = access.begin(PACKET_ROOM);
      int start = out.writerIndex();
      if (mine.nextPacket(out, nowNanos)) {
        access.send(start);
      }
    }
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
        lines.finish(line);
      } else {
        mine.close(id);
      }
    }
    openNegotiated(mine);
    touch();
  }

  private void openNegotiated(DataChannels mine) {
    negotiations.open(mine);
    if (mine.channels() < exchange.limits().channels()) {
      return;
    }
    for (NegotiatedChannel channel : negotiations.blocked()) {
      // Those whose number is in use wait for it.
      if (lines.get(channel.id()) == null) {
        lines.refuse(channel.id(), channel.label());
      }
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
    DataChannels ended = channels;
    if (ended != null) {
      end(nowNanos);
      tell(new PeerEvent.DataEnded(reason));
      abort(ended, reason, nowNanos);
    }
  }

  private static void releaseUntaken(DataChannels ended) {
    for (ChannelEvent event = ended.nextEvent(); event != null; event = ended.nextEvent()) {
      switch (event) {
        case ChannelEvent.Message message -> ended.release(message);
        case ChannelEvent.Unclaimed(ChannelEvent.Message message) -> ended.release(message);
        case ChannelEvent.Connected _,
            ChannelEvent.OpenedByPeer _,
            ChannelEvent.Refused _,
            ChannelEvent.Opened _,
            ChannelEvent.BufferedAmountLow _,
            ChannelEvent.Closed _,
            ChannelEvent.Restarted _,
            ChannelEvent.Ended _ -> {}
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

  /** The peer hears of it if the way to it is free, and what may be broken still can say so. */
  private void abort(DataChannels ended, String reason, long nowNanos) {
    try {
      ended.abort(reason);
      transmit(ended, nowNanos);
      releaseUntaken(ended);
    } catch (RuntimeException e) {
      exchange.onFault(e);
    }
  }

  /** As {@link #fail}, where others are in the middle of something. */
  void failLater(RuntimeException met) {
    fault = met;
    touch();
  }

  private void end(long nowNanos) {
    readCounts();
    reading = null;
    channels = null;
    deadline.disarm();
    if (connected) {
      connected = false;
      exchange.counts().add(DataCounter.ASSOCIATIONS_ENDED, 1);
      exchange.onReachable(this, nowNanos);
    }
    lines.clear(nowNanos);
    negotiations.takeUnclaimed().forEach(this::release);
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
    lines.backlog().flush(mine, nowNanos);
    lines.backlog().judge(mine, nowNanos);
    lines.served().settle(nowNanos);
    for (ChannelEvent.Message late = negotiations.pollExpired(nowNanos);
        late != null;
        late = negotiations.pollExpired(nowNanos)) {
      dropUnclaimed(late);
    }
  }

  private void dropUnclaimed(ChannelEvent.Message message) {
    exchange.counts().add(DataCounter.DROPPED_UNCLAIMED, 1);
    release(message);
  }

  private void handle(DataChannels mine, ChannelEvent event, long nowNanos) {
    switch (event) {
      case ChannelEvent.Connected _ -> {
        connected = true;
        exchange.counts().add(DataCounter.ASSOCIATIONS_STARTED, 1);
        if (mine.interleaves()) {
          exchange.counts().add(DataCounter.ASSOCIATIONS_INTERLEAVED, 1);
        }
        exchange.onReachable(this, nowNanos);
        tell(new PeerEvent.DataConnected());
      }
      case ChannelEvent.OpenedByPeer(int id, ChannelOptions options) ->
          lines.open(id, options, nowNanos);
      case ChannelEvent.Refused(int id, ChannelOptions options) ->
          lines.refuse(id, options.label());
      case ChannelEvent.Opened(int id) -> {
        ChannelOptions negotiated = negotiations.optionsOf(id);
        if (negotiated != null && lines.get(id) == null) {
          lines.open(id, negotiated, nowNanos);
          negotiations.claim(id).forEach(message -> lines.onMessage(message, nowNanos));
        }
      }
      case ChannelEvent.Message message -> lines.onMessage(message, nowNanos);
      case ChannelEvent.Unclaimed(ChannelEvent.Message message) ->
          negotiations.add(message, mine, nowNanos);
      case ChannelEvent.BufferedAmountLow _ -> {}
      case ChannelEvent.Closed(int id) -> {
        lines.onClosed(id, nowNanos);
        negotiations.onClosed(id, mine);
      }
      case ChannelEvent.Restarted _ -> {
        negotiations.takeUnclaimed().forEach(this::dropUnclaimed);
        openNegotiated(mine);
      }
      case ChannelEvent.Ended(_, String reason) -> {
        // Where we end it, the peer is to hear that.
        transmit(mine, nowNanos);
        end(nowNanos);
        tell(new PeerEvent.DataEnded(reason));
      }
    }
  }

  /** All who were to have the message have it. */
  void release(ChannelEvent.Message message) {
    DataChannels mine = channels;
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
    DataChannels mine = channels;
    deadline.disarm();
    prompt = 0;
    if (mine == null) {
      return;
    }
    Access.Readiness readiness = transmit(mine, nowNanos);
    deadline.armEarlier(lines.backlog().deadline());
    deadline.armEarlier(negotiations.deadline());
    deadline.armEarlier(lines.served().deadline());
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

  private Access.Readiness transmit(DataChannels mine, long nowNanos) {
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
    return readiness;
  }

  /** Before it ends, and now and then. */
  void readCounts() {
    if (reading != null) {
      reading.addTo(exchange.counts());
    }
  }

  Deadline deadline() {
    return deadline;
  }

  /** Bytes that are queued for it or wait for it. */
  long queued() {
    return lines.backlog().bytes() + (channels == null ? 0 : channels.queued());
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
    DataChannels mine = channels;
    return lines.size() == 0
        && lines.backlog().isEmpty()
        && lines.shares().isEmpty()
        && negotiations.unclaimed() == 0
        && (mine == null || (mine.channels() == 0 && mine.streamsInUse() == 0));
  }
}
