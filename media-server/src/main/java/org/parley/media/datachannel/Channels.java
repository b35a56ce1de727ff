package org.parley.media.datachannel;

import java.util.ArrayDeque;
import java.util.ArrayList;
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

  private static final byte[] EMPTY = new byte[0];

  private final DataChannelConfig config;
  private final Association association;
  private final StreamTable<Channel> channels = new StreamTable<>();
  private final ArrayDeque<ChannelEvent> events = new ArrayDeque<>();
  private final long[] counts = new long[ChannelCounter.values().length];
  private int streams = MAX_STREAMS;
  private boolean connected;

  /** The time of the last call: what events bring about happens then. */
  private long nowNanos;

  Channels(DataChannelConfig config, Association association) {
    this.config = config;
    this.association = association;
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

  /** The lowest of our numbers that is free. */
  OptionalInt open(ChannelOptions options, long nowNanos) {
    this.nowNanos = nowNanos;
    for (int id = config.role().firstStream; id < streams; id += 2) {
      if (channels.get(id) == null) {
        return open(id, options) ? OptionalInt.of(id) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private boolean open(int id, ChannelOptions options) {
    if (channels.size() >= config.maxChannels()) {
      return false;
    }
    association.weight(id, options.weight());
    byte[] open = new DcepMessage.Open(options).bytes();
    if (sendDcep(id, open) != SendResult.QUEUED) {
      return false;
    }
    channels.put(id, new Channel(id, options, new Opening()));
    count(ChannelCounter.CHANNELS_OPENED, 1);
    return true;
  }

  private SendResult sendDcep(int id, byte[] message) {
    return association.send(id, PayloadProtocol.DCEP, message, Delivery.RELIABLE, nowNanos);
  }

  boolean openNegotiated(int id, ChannelOptions options) {
    if (id < 0
        || id >= streams
        || channels.get(id) != null
        || channels.size() >= config.maxChannels()) {
      return false;
    }
    channels.put(id, new Channel(id, options, new Open()));
    association.weight(id, options.weight());
    count(ChannelCounter.CHANNELS_OPENED, 1);
    if (connected) {
      events.add(new ChannelEvent.Opened(id));
    }
    return true;
  }

  void close(int id) {
    Channel channel = channels.get(id);
    if (channel != null && !(channel.state instanceof Closing)) {
      channel.state = Closing.BY_US;
      association.resetStreams(List.of(id));
    }
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
        streams = Math.min(outbound, inbound);
      }
      case MessageReceived message -> onMessage(message);
      case AssociationEvent.BufferedAmountLow(int id) -> {
        if (channels.get(id) != null) {
          events.add(new ChannelEvent.BufferedAmountLow(id));
        }
      }
      case AssociationEvent.IncomingStreamsReset(List<Integer> ids) -> onIncomingReset(ids);
      case AssociationEvent.OutgoingStreamsReset(List<Integer> ids) ->
          ids.forEach(this::onOutgoingReset);
      // The peer cannot: the number stays used up, which nobody can cure.
      case AssociationEvent.OutgoingResetRefused(List<Integer> ids) -> ids.forEach(this::onGone);
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
    channels.forEach(channel -> events.add(new ChannelEvent.Closed(channel.id)));
    channels.clear();
  }

  private void onMessage(MessageReceived message) {
    Channel channel = channels.get(message.stream());
    if (channel != null && channel.state instanceof Closing closing) {
      if (closing.peers()) {
        channel.state = closing.with(message);
      } else {
        drop(message, ChannelCounter.DROPPED_NO_CHANNEL);
      }
      return;
    }
    if (message.protocol() == PayloadProtocol.DCEP) {
      onDcep(channel, message);
      association.release(message);
      return;
    }
    if (channel != null) {
      confirm(channel);
    }
    switch (message.protocol()) {
      case PayloadProtocol.STRING -> deliver(channel, message, true, message.payload());
      case PayloadProtocol.BINARY -> deliver(channel, message, false, message.payload());
      case PayloadProtocol.EMPTY_STRING -> deliver(channel, message, true, EMPTY);
      case PayloadProtocol.EMPTY_BINARY -> deliver(channel, message, false, EMPTY);
      default -> drop(message, ChannelCounter.DROPPED_PROTOCOL);
    }
  }

  private void drop(MessageReceived message, ChannelCounter counter) {
    count(counter, 1);
    association.release(message);
  }

  private void deliver(
      @Nullable Channel channel, MessageReceived received, boolean text, byte[] payload) {
    ChannelEvent.Message message =
        new ChannelEvent.Message(received.stream(), text, payload, received);
    if (channel == null) {
      count(ChannelCounter.UNCLAIMED, 1);
      events.add(new ChannelEvent.Unclaimed(message));
      return;
    }
    count(ChannelCounter.MESSAGES_RECEIVED, 1);
    count(ChannelCounter.BYTES_RECEIVED, payload.length);
    events.add(message);
  }

  /** RFC 8832 section 6: whatever comes on it shows that the peer has the channel. */
  private void confirm(Channel channel) {
    if (channel.state instanceof Opening) {
      channel.state = new Open();
      events.add(new ChannelEvent.Opened(channel.id));
    }
  }

  private void onDcep(@Nullable Channel channel, MessageReceived message) {
    switch (DcepMessage.read(message.payload())) {
      case DcepMessage.Ack _ when channel != null -> confirm(channel);
      case DcepMessage.Ack _ -> count(ChannelCounter.DROPPED_NO_CHANNEL, 1);
      case DcepMessage.Open(ChannelOptions options) -> onOpen(channel, message.stream(), options);
      case null -> {
        count(ChannelCounter.DROPPED_PROTOCOL, 1);
        refuse(channel, message.stream());
      }
    }
  }

  private void onOpen(@Nullable Channel channel, int id, ChannelOptions options) {
    // RFC 8832 section 6: a number that is not in use, or the channel is closed. Whose number it is
    // by the roles does not matter: some go by those of ICE.
    if (channel != null || channels.size() >= config.maxChannels()) {
      count(ChannelCounter.CHANNELS_REFUSED, 1);
      refuse(channel, id);
      return;
    }
    channels.put(id, new Channel(id, options, new Open()));
    association.weight(id, options.weight());
    sendDcep(id, new DcepMessage.Ack().bytes());
    count(ChannelCounter.CHANNELS_OPENED, 1);
    events.add(new ChannelEvent.OpenedByPeer(id, options));
  }

  private void refuse(@Nullable Channel channel, int id) {
    if (channel == null) {
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
        channel.state = Closing.BY_PEER;
        association.resetStreams(List.of(id));
      }
      // A second one ends what uses the number again.
      case Closing closing when closing.peers() ->
          channel.state = closing.with(new AssociationEvent.IncomingStreamsReset(List.of(id)));
      case Closing closing -> settle(channel, closing.peersDone());
    }
  }

  private void onOutgoingReset(int id) {
    Channel channel = channels.get(id);
    if (channel != null && channel.state instanceof Closing closing) {
      settle(channel, closing.oursDone());
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
