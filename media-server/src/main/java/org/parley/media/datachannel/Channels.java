package org.parley.media.datachannel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.Channel.Closing;
import org.parley.media.datachannel.Channel.Open;
import org.parley.media.datachannel.Channel.Opening;
import org.parley.media.sctp.StreamTable;
import org.parley.media.sctp.association.Association;
import org.parley.media.sctp.association.AssociationEvent;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/** How channels come and go, and what arrives on them. */
final class Channels {
  /** RFC 8831 section 6.2: 65535 is no stream. */
  private static final int MAX_STREAMS = 0xFFFF;

  private final DataChannelConfig config;
  private final Association association;
  private final Reception reception;
  private final StreamTable<Channel> channels = new StreamTable<>();
  private final ArrayDeque<ChannelEvent> events = new ArrayDeque<>();
  private final long[] counts = new long[ChannelCounter.values().length];

  /** Numbers that the peer did not let go. */
  private final BitSet usedUp = new BitSet();

  /** Ours are those that the peer does not use: some peers go by the roles of ICE. */
  private int firstStream;

  /** The next of our numbers to be tried, halved. */
  private int next;

  private int streams = MAX_STREAMS;
  private boolean connected;

  /** The time of the last call: what events bring about happens then. */
  private long nowNanos;

  Channels(DataChannelConfig config, Association association) {
    this.config = config;
    this.association = association;
    this.reception = new Reception(this, association);
    this.firstStream = config.role().firstStream;
  }

  @Nullable Channel get(int id) {
    return channels.get(id);
  }

  int size() {
    return channels.size();
  }

  @Nullable ChannelEvent nextEvent() {
    handleEvents();
    return events.poll();
  }

  long count(ChannelCounter counter) {
    return counts[counter.ordinal()];
  }

  void count(ChannelCounter counter, long amount) {
    counts[counter.ordinal()] += amount;
  }

  /**
   * The next of our numbers that is free; they are even or odd. One that was let go comes last:
   * when it is free for us it need not be for the peer, who has yet to hear of that, and who would
   * take what opens the new channel for a part of the old one.
   */
  OptionalInt open(ChannelOptions options, long nowNanos) {
    this.nowNanos = nowNanos;
    int ours = (streams - firstStream + 1) / 2;
    for (int tried = 0; tried < ours; tried++) {
      int id = firstStream + 2 * (next % ours);
      next = (next + 1) % ours;
      if (channels.get(id) == null && !usedUp.get(id)) {
        return open(id, options) ? OptionalInt.of(id) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private boolean open(int id, ChannelOptions options) {
    if (channels.size() >= config.maxChannels()
        || sendDcep(id, new DcepMessage.Open(options).bytes()) != SendResult.QUEUED) {
      return false;
    }
    put(id, options, new Opening());
    return true;
  }

  private void put(int id, ChannelOptions options, Channel.State state) {
    channels.put(id, new Channel(id, options, state));
    association.weight(id, options.weight());
  }

  private SendResult sendDcep(int id, byte[] message) {
    return association.send(id, PayloadProtocol.DCEP, message, Delivery.RELIABLE, nowNanos);
  }

  boolean openNegotiated(int id, ChannelOptions options) {
    if (id < 0
        || id >= streams
        || usedUp.get(id)
        || channels.get(id) != null
        || channels.size() >= config.maxChannels()) {
      return false;
    }
    put(id, options, new Open());
    if (connected) {
      events.add(new ChannelEvent.Opened(id));
    }
    return true;
  }

  void close(int id) {
    Channel channel = channels.get(id);
    if (channel != null && !(channel.state instanceof Closing)) {
      channel.state = Closing.byUs();
      association.resetStreams(List.of(id));
    }
  }

  /** Closes the channel without what nothing was sent of. */
  void discard(int id) {
    if (channels.get(id) != null) {
      association.discard(id);
      close(id);
    }
  }

  void tell(ChannelEvent event) {
    events.add(event);
  }

  /** Takes what the association has to tell. */
  void handleEvents(long nowNanos) {
    this.nowNanos = nowNanos;
    handleEvents();
  }

  private void handleEvents() {
    for (AssociationEvent event = association.nextEvent();
        event != null;
        event = association.nextEvent()) {
      handle(event);
    }
  }

  private void handle(AssociationEvent event) {
    switch (event) {
      case AssociationEvent.Connected(int outbound, int inbound) -> onConnected(outbound, inbound);
      case AssociationEvent.Restarted(int outbound, int inbound) -> {
        // What the channels were does not exist any more on the peer's side.
        closeAll();
        usedUp.clear();
        streams = Math.min(outbound, inbound);
        events.add(new ChannelEvent.Restarted());
      }
      case MessageReceived message -> reception.onMessage(message);
      case AssociationEvent.StreamRefused(int id) -> {
        // Who waits for an answer on it learns that there will be none.
        count(ChannelCounter.CHANNELS_REFUSED, 1);
        refuse(id);
      }
      case AssociationEvent.BufferedAmountLow(int id) -> {
        if (channels.get(id) != null) {
          events.add(new ChannelEvent.BufferedAmountLow(id));
        }
      }
      case AssociationEvent.IncomingStreamsReset(List<Integer> ids) -> onIncomingReset(ids);
      case AssociationEvent.OutgoingStreamsReset(List<Integer> ids) ->
          ids.forEach(this::onOutgoingReset);
      case AssociationEvent.OutgoingResetRefused(List<Integer> ids) ->
          ids.forEach(this::onResetRefused);
      case AssociationEvent.Ended(AssociationEvent.Cause cause, String reason) -> {
        closeAll();
        events.add(new ChannelEvent.Ended(cause, reason));
      }
    }
  }

  private void onConnected(int outbound, int inbound) {
    connected = true;
    streams = Math.min(outbound, inbound);
    events.add(new ChannelEvent.Connected());
    channels.forEach(
        channel -> {
          if (channel.state instanceof Open) {
            events.add(new ChannelEvent.Opened(channel.id));
          }
        });
    List<Integer> beyond = new ArrayList<>();
    channels.forEach(
        channel -> {
          if (channel.id >= streams) {
            beyond.add(channel.id);
          }
        });
    beyond.forEach(this::onGone);
  }

  private void closeAll() {
    channels.forEach(
        channel -> {
          dropEarly(channel);
          events.add(new ChannelEvent.Closed(channel.id));
        });
    channels.clear();
  }

  /** What the peer opens; false if there are too many, or no room for the answer. */
  boolean accept(int id, ChannelOptions options) {
    if (channels.size() >= config.maxChannels()) {
      tell(new ChannelEvent.Refused(id, options));
      return false;
    }
    if (sendDcep(id, new DcepMessage.Ack().bytes()) != SendResult.QUEUED) {
      return false;
    }
    // RFC 8832 section 6 has two sorts of numbers so that both sides never take the same one.
    firstStream = 1 - (id & 1);
    put(id, options, new Open());
    tell(new ChannelEvent.OpenedByPeer(id, options));
    return true;
  }

  /** What the peer says on that number makes no sense: closes the channel, or what would be one. */
  void refuse(int id) {
    if (channels.get(id) == null) {
      association.resetStreams(List.of(id));
    } else {
      close(id);
    }
  }

  private void onIncomingReset(List<Integer> ids) {
    if (ids.isEmpty()) {
      List<Integer> all = new ArrayList<>();
      channels.forEach(channel -> all.add(channel.id));
      all.forEach(this::onIncomingReset);
    } else {
      ids.forEach(this::onIncomingReset);
    }
  }

  private void onIncomingReset(int id) {
    Channel channel = channels.get(id);
    if (channel == null) {
      return;
    }
    switch (channel.state) {
      case Opening _, Open _ -> {
        channel.state = Closing.byPeer();
        association.resetStreams(List.of(id));
      }
      // A second one ends what uses the number again.
      case Closing closing when closing.peers() ->
          closing.add(new AssociationEvent.IncomingStreamsReset(List.of(id)));
      case Closing closing -> settle(channel, closing.peersDone());
    }
  }

  private void onOutgoingReset(int id) {
    Channel channel = channels.get(id);
    if (channel != null && channel.state instanceof Closing closing) {
      settle(channel, closing.oursDone());
    }
  }

  /** The peer does not: the number stays used up, which nobody can cure. */
  private void onResetRefused(int id) {
    Channel channel = channels.get(id);
    if (channel == null) {
      return;
    }
    usedUp.set(id);
    onGone(id);
    dropEarly(channel);
  }

  /** What came for the next channel of that number, which will not be. */
  private void dropEarly(Channel channel) {
    if (channel.state instanceof Closing closing) {
      for (AssociationEvent early : closing.early()) {
        if (early instanceof MessageReceived message) {
          count(ChannelCounter.DROPPED_NO_CHANNEL, 1);
          association.release(message);
        }
      }
    }
  }

  private void settle(Channel channel, Closing closing) {
    channel.state = closing;
    if (closing.done()) {
      onGone(channel.id);
      closing.early().forEach(this::handle);
    }
  }

  private void onGone(int id) {
    if (channels.get(id) != null) {
      channels.remove(id);
      events.add(new ChannelEvent.Closed(id));
    }
  }
}
