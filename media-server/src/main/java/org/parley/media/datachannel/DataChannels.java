package org.parley.media.datachannel;

import io.netty.buffer.ByteBuf;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.Channel.Closing;
import org.parley.media.sctp.Unreleased;
import org.parley.media.sctp.association.Association;
import org.parley.media.sctp.association.AssociationCounters;
import org.parley.media.sctp.tx.SendResult;

/**
 * The data channels of one peer, over one association. Packets (of DTLS) and time come in; after
 * each call, packets are to be taken by {@link #nextPacket} and events by {@link #nextEvent} until
 * there are none, and {@link #onTimeout} is due at the deadline.
 *
 * <p>Times are nanoseconds of one monotonic clock.
 */
public final class DataChannels {
  private static final byte[] EMPTY_BODY = new byte[1];

  private final DataChannelConfig config;
  private final Association association;
  private final Channels channels;

  /**
   * @param secret random, of this association alone
   */
  public DataChannels(DataChannelConfig config, byte[] secret) {
    this.config = config;
    this.association = new Association(config.association(), secret);
    this.channels = new Channels(config, association);
  }

  /**
   * Before it begins: messages that are not released count there, with those of earlier
   * associations with the same peer.
   */
  public void countIn(Unreleased unreleased) {
    association.countIn(unreleased);
  }

  /** DTLS is up. Both sides may begin (RFC 8832 section 4), and in WebRTC both do. */
  public void connect(long nowNanos) {
    association.connect(nowNanos);
  }

  /** Reads what lies between the reader and the writer index; nothing of it is kept. */
  public void onPacket(ByteBuf packet, long nowNanos) {
    association.onPacket(packet, nowNanos);
    channels.handleEvents(nowNanos);
  }

  public void onTimeout(long nowNanos) {
    association.onTimeout(nowNanos);
    channels.handleEvents(nowNanos);
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
    return association.nextPacket(out, nowNanos);
  }

  /**
   * Whether {@link #nextPacket} is to be called before more packets are read. Senders count
   * acknowledgements: what was lost is known by three of them, and the window grows with each.
   */
  public boolean acknowledgementDue(long nowNanos) {
    return association.sackDue(nowNanos);
  }

  public @Nullable ChannelEvent nextEvent() {
    return channels.nextEvent();
  }

  /**
   * Opens a channel with a number of ours; messages may be sent at once.
   *
   * @return empty if there are too many, or the association has ended
   */
  public OptionalInt open(ChannelOptions options, long nowNanos) {
    return channels.open(options, nowNanos);
  }

  /**
   * Uses a channel that both sides know of by other means, with a number that they agreed upon.
   *
   * @return false if the number is in use or out of range, or there are too many
   */
  public boolean openNegotiated(int id, ChannelOptions options) {
    return channels.openNegotiated(id, options);
  }

  /** Bytes of the largest message that is sent: what the peer takes, and no more than we do. */
  public int maxMessageSize() {
    return config.maxMessageSize();
  }

  /** Queues a message; its payload is referred to until it is acknowledged and must not change. */
  public SendResult send(int id, boolean text, byte[] payload, long nowNanos) {
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
    return association.send(
        id, protocol, empty ? EMPTY_BODY : payload, channel.delivery(), nowNanos);
  }

  /**
   * Makes room in a channel whose messages may be lost by dropping some of which nothing was sent,
   * the oldest first.
   *
   * @return how many were dropped
   */
  public int dropOldest(int id, int bytes) {
    return association.dropOldest(id, bytes);
  }

  /** Bytes of the channel that were not sent yet. */
  public int bufferedAmount(int id) {
    return association.buffered(id);
  }

  /** What all channels hold that the peer has not acknowledged, small messages rounded up. */
  public long queued() {
    return association.queued();
  }

  /** Bytes that the peer has acknowledged since the beginning: whether it still takes something. */
  public long acknowledgedBytes() {
    return association.acknowledgedBytes();
  }

  /** Whether large messages leave room for others in their midst (RFC 8260). */
  public boolean interleaves() {
    return association.interleaves();
  }

  /** 0 before the first measurement. */
  public long smoothedRoundTripNanos() {
    return association.smoothedRoundTripNanos();
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
    channels.close(id);
  }

  /** Closes a channel without what nothing was sent of: the peer does not take it. */
  public void discard(int id) {
    channels.discard(id);
  }

  /** Ends all channels and the association when all is acknowledged. */
  public void shutdown(long nowNanos) {
    association.shutdown(nowNanos);
  }

  /** Ends all channels and the association at once. */
  public void abort(String reason) {
    association.abort(reason);
  }

  /** Channels that are there or not wholly gone. */
  public int channels() {
    return channels.size();
  }

  public long count(ChannelCounter counter) {
    return channels.count(counter);
  }

  public AssociationCounters associationCounters() {
    return association.counters();
  }

  /** Streams of which the association knows something; 0 when all channels are gone. */
  public int streamsInUse() {
    return association.streamsInUse();
  }
}
