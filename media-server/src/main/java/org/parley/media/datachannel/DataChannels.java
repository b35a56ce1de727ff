package org.parley.media.datachannel;

import io.netty.buffer.ByteBuf;
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
import org.parley.media.sctp.association.AssociationCounters;
import org.parley.media.sctp.association.AssociationEvent;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/**
 * The data channels of one peer, over one association. Packets (of DTLS) and time come in; after
 * each call, packets are to be taken by {@link #nextPacket} and events by {@link #nextEvent} until
 * there are none, and {@link #onTimeout} is due at the deadline.
 *
 * <p>Times are nanoseconds of one monotonic clock.
 */
public final class DataChannels {
  /** RFC 8831 section 6.2: 65535 is no stream. */
  private static final int MAX_STREAMS = 0xFFFF;

  private static final byte[] EMPTY_BODY = new byte[1];
  private static final byte[] EMPTY = new byte[0];

  private final DataChannelConfig config;
  private final Association association;
  private final StreamTable<Channel> channels = new StreamTable<>();
  private final ArrayDeque<ChannelEvent> events = new ArrayDeque<>();
  private final long[] counts = new long[ChannelCounter.values().length];
  private int streams = MAX_STREAMS;
  private boolean connected;

  /** The time of the call at hand: what events bring about happens then. */
  private long nowNanos;

  /**
   * @param secret random, of this association alone
   */
  public DataChannels(DataChannelConfig config, byte[] secret) {
    this.config = config;
    this.association = new Association(config.association(), secret);
  }

  /** DTLS is up. Both sides may begin (RFC 8832 section 4), and in WebRTC both do. */
  public void connect(long nowNanos) {
    association.connect(nowNanos);
  }

  /** Reads what lies between the reader and the writer index; nothing of it is kept. */
  public void onPacket(ByteBuf packet, long nowNanos) {
    this.nowNanos = nowNanos;
    association.onPacket(packet, nowNanos);
    handleEvents();
  }

  public void onTimeout(long nowNanos) {
    this.nowNanos = nowNanos;
    association.onTimeout(nowNanos);
    handleEvents();
  }

  public boolean hasDeadline() {
    return association.hasDeadline();
  }

  /** When {@link #onTimeout} is wanted; only if {@link #hasDeadline}. */
  public long nextDeadlineNanos() {
    return association.nextDeadlineNanos();
  }

  /**
   * Writes one packet, of at most the MTU, to the writer index.
   *
   * @return false if there is nothing to be sent now
   */
  public boolean nextPacket(ByteBuf out, long nowNanos) {
    this.nowNanos = nowNanos;
    return association.nextPacket(out, nowNanos);
  }

  public @Nullable ChannelEvent nextEvent() {
    handleEvents();
    return events.poll();
  }

  /**
   * Opens a channel with a number of ours; messages may be sent at once.
   *
   * @return empty if there are too many, or the association has ended
   */
  public OptionalInt open(ChannelOptions options, long nowNanos) {
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

  /**
   * Uses a channel that both sides know of by other means, with a number that they agreed upon.
   *
   * @return false if the number is in use or out of range, or there are too many
   */
  public boolean openNegotiated(int id, ChannelOptions options) {
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

  /** Queues a message; its payload is referred to until it is acknowledged and must not change. */
  public SendResult send(int id, boolean text, byte[] payload, long nowNanos) {
    this.nowNanos = nowNanos;
    Channel channel = channels.get(id);
    if (channel == null || channel.state instanceof Closing) {
      return SendResult.STREAM_CLOSED;
    }
    if (payload.length > config.maxMessageSize()) {
      return SendResult.TOO_LARGE;
    }
    // RFC 8831 section 6.6
    boolean empty = payload.length == 0;
    int protocol =
        text
            ? empty ? PayloadProtocol.EMPTY_STRING : PayloadProtocol.STRING
            : empty ? PayloadProtocol.EMPTY_BINARY : PayloadProtocol.BINARY;
    SendResult result =
        association.send(id, protocol, empty ? EMPTY_BODY : payload, channel.delivery(), nowNanos);
    if (result == SendResult.QUEUED) {
      count(ChannelCounter.MESSAGES_SENT, 1);
      count(ChannelCounter.BYTES_SENT, payload.length);
    }
    return result;
  }

  /** Bytes of the channel that were not sent yet. */
  public int bufferedAmount(int id) {
    return association.buffered(id);
  }

  /** {@link ChannelEvent.BufferedAmountLow} tells when the buffered amount falls to that. */
  public void bufferedAmountLowThreshold(int id, int threshold) {
    if (channels.get(id) != null) {
      association.lowThreshold(id, threshold);
    }
  }

  /** The consumer has done with a message: the peer may send as much again. */
  public void release(ChannelEvent.Message message) {
    association.release(message.receipt());
  }

  /** Closes a channel after what it holds was sent. */
  public void close(int id) {
    Channel channel = channels.get(id);
    if (channel != null && !(channel.state instanceof Closing)) {
      channel.state = Closing.BY_US;
      association.resetStreams(List.of(id));
    }
  }

  /** Ends all channels and the association when all is acknowledged. */
  public void shutdown(long nowNanos) {
    this.nowNanos = nowNanos;
    association.shutdown(nowNanos);
    handleEvents();
  }

  /** Ends all channels and the association at once. */
  public void abort(String reason) {
    association.abort(reason);
    handleEvents();
  }

  /** Channels that are there or not wholly gone. */
  public int channels() {
    return channels.size();
  }

  public long count(ChannelCounter counter) {
    return counts[counter.ordinal()];
  }

  private void count(ChannelCounter counter, long amount) {
    counts[counter.ordinal()] += amount;
  }

  public AssociationCounters associationCounters() {
    return association.counters();
  }

  /** Streams of which the association knows something; 0 when all channels are gone. */
  public int streamsInUse() {
    return association.streamsInUse();
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
    if (channel == null) {
      drop(message, ChannelCounter.DROPPED_NO_CHANNEL);
      return;
    }
    confirm(channel);
    switch (message.protocol()) {
      case PayloadProtocol.STRING -> deliver(message, true, message.payload());
      case PayloadProtocol.BINARY -> deliver(message, false, message.payload());
      case PayloadProtocol.EMPTY_STRING -> deliver(message, true, EMPTY);
      case PayloadProtocol.EMPTY_BINARY -> deliver(message, false, EMPTY);
      default -> drop(message, ChannelCounter.DROPPED_PROTOCOL);
    }
  }

  private void drop(MessageReceived message, ChannelCounter counter) {
    count(counter, 1);
    association.release(message);
  }

  private void deliver(MessageReceived message, boolean text, byte[] payload) {
    count(ChannelCounter.MESSAGES_RECEIVED, 1);
    count(ChannelCounter.BYTES_RECEIVED, payload.length);
    events.add(new ChannelEvent.Message(message.stream(), text, payload, message));
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
    // RFC 8832 section 6: a number of the peer's that is not in use, or the channel is closed.
    if (channel != null || config.role().owns(id) || channels.size() >= config.maxChannels()) {
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
