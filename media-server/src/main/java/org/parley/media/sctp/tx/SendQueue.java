package org.parley.media.sctp.tx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.StreamTable;

/**
 * Whose turn it is: streams share the association by their weights (weighted fair queueing, RFC
 * 8260 section 3.6), fragment by fragment where messages interleave, else message by message.
 */
public final class SendQueue {
  /** What a byte of a stream with weight 1 costs. */
  private static final long SCALE = 1L << 16;

  private final StreamTable<OutboundStream> streams = new StreamTable<>();
  private final PriorityQueue<OutboundStream> order =
      new PriorityQueue<>(
          Comparator.<OutboundStream>comparingLong(stream -> stream.virtualStart)
              .thenComparingInt(stream -> stream.id));

  /** Streams whose buffer has fallen to their threshold. */
  private final ArrayDeque<Integer> low = new ArrayDeque<>();

  /** Streams whose next message is too large to be begun beside those that are. */
  private final ArrayDeque<OutboundStream> waiting = new ArrayDeque<>();

  private final SendLimits limits;
  private int streamLimit = 0xFFFF;
  private boolean interleaved;
  private long maxUnfinished;

  /** Bytes of all messages that were begun and not ended, sent or not. */
  private long unfinished;

  private long virtualTime;

  /** What was not sent yet, or not acknowledged, counts for that, against the limits. */
  private long charge;

  /** Streams that are to be reset and were not taken for it. */
  private int draining;

  /** The one whose message was begun and must be ended before another's. */
  private @Nullable OutboundStream current;

  public SendQueue(SendLimits limits) {
    this.limits = limits;
  }

  /**
   * The association is up.
   *
   * @param maxUnfinished bytes of messages that may interleave: the peer must be able to hold them
   *     all until one is whole
   */
  void open(int streamLimit, boolean interleaved, long maxUnfinished) {
    this.streamLimit = streamLimit;
    this.interleaved = interleaved;
    this.maxUnfinished = maxUnfinished;
  }

  public boolean isEmpty() {
    return current == null && order.isEmpty() && waiting.isEmpty();
  }

  /** Queues a message; its payload must not change until it is acknowledged. */
  public SendResult send(
      int stream, int protocol, byte[] payload, Delivery delivery, long nowNanos) {
    if (payload.length == 0) {
      return SendResult.EMPTY;
    }
    if (payload.length > limits.maxMessageSize()) {
      return SendResult.TOO_LARGE;
    }
    OutboundStream found = streams.get(stream);
    if (stream >= streamLimit || (found != null && found.phase != OutboundStream.Phase.OPEN)) {
      return SendResult.STREAM_CLOSED;
    }
    int ofStream = found == null ? 0 : found.charge();
    int more = SendLimits.charge(payload.length);
    if ((ofStream > 0 && ofStream + more > limits.maxStreamBuffer())
        || (charge > 0 && charge + more > limits.maxBuffer())) {
      return SendResult.FULL;
    }
    add(new QueuedMessage(stream(stream), protocol, payload, delivery, nowNanos));
    return SendResult.QUEUED;
  }

  /**
   * Makes room in a stream by dropping messages that were not begun and may be lost, the oldest
   * first.
   *
   * @return how many were dropped
   */
  public int dropOldest(int stream, int bytes) {
    OutboundStream found = streams.get(stream);
    if (found == null) {
      return 0;
    }
    int before = found.charge();
    int dropped = found.dropOldest(bytes);
    charge -= before - found.charge();
    return dropped;
  }

  /** Bytes of a stream that were not sent yet. */
  public int buffered(int stream) {
    OutboundStream found = streams.get(stream);
    return found == null ? 0 : found.buffered();
  }

  /** What all streams hold that was not acknowledged, as it counts against the limits. */
  public long charge() {
    return charge;
  }

  /** Gives the stream a share in proportion to others', such as the priority of RFC 8832. */
  public void weight(int stream, int weight) {
    stream(stream).weight = Math.max(weight, 1);
  }

  /** The stream's buffer falling to that is told by {@link #pollLow}. */
  public void lowThreshold(int stream, int threshold) {
    stream(stream).lowThreshold = threshold;
  }

  OutboundStream stream(int id) {
    OutboundStream stream = streams.get(id);
    if (stream == null) {
      stream = new OutboundStream(id);
      streams.put(id, stream);
    }
    return stream;
  }

  /** The streams that have sent something, or are configured, and were not reset since. */
  public int streamsInUse() {
    return streams.size();
  }

  private void add(QueuedMessage message) {
    OutboundStream stream = message.stream;
    stream.add(message);
    charge += message.charge();
    if (!stream.scheduled) {
      stream.virtualStart = Math.max(stream.virtualStart, virtualTime);
      schedule(stream);
    }
  }

  private void schedule(OutboundStream stream) {
    stream.scheduled = true;
    order.add(stream);
  }

  /** The message whose turn it is; the same one until something of it was sent or dropped. */
  @Nullable QueuedMessage next(long nowNanos) {
    while (true) {
      if (current == null) {
        current = order.poll();
        if (current == null) {
          return null;
        }
        virtualTime = current.virtualStart;
      }
      QueuedMessage message = current.first();
      if (message != null && (message.begun() || !message.expired(nowNanos))) {
        if (mayBegin(message)) {
          return message;
        }
        waiting.add(current);
        current = null;
        continue;
      }
      // RFC 3758 section 3.5: what was never sent ends without a trace.
      if (message != null) {
        drop(message);
      } else {
        leave(current);
      }
    }
  }

  private boolean mayBegin(QueuedMessage message) {
    return message.begun()
        || unfinished == 0
        || unfinished + message.payload.length <= maxUnfinished;
  }

  private void onFinished(QueuedMessage message) {
    unfinished -= message.payload.length;
    order.addAll(waiting);
    waiting.clear();
  }

  /** Bytes of the {@link #next} message were sent. */
  void onSent(QueuedMessage message, int bytes) {
    OutboundStream stream = message.stream;
    if (!message.begun()) {
      stream.number(message, interleaved);
      unfinished += message.payload.length;
    }
    message.fragments++;
    int before = stream.buffered();
    charge -= message.charge();
    stream.onSent(message, bytes);
    charge += message.charge() + SendLimits.charge(bytes);
    stream.virtualStart += bytes * SCALE / stream.weight;
    tellIfLow(stream, before);
    if (message.left() == 0) {
      onFinished(message);
    }
    if (interleaved || message.left() == 0) {
      leave(stream);
    }
  }

  /** What is left of the {@link #next} message will not be sent. */
  void drop(QueuedMessage message) {
    OutboundStream stream = message.stream;
    int before = stream.buffered();
    charge -= message.charge();
    stream.dropFirst(message);
    if (message.begun()) {
      onFinished(message);
    }
    tellIfLow(stream, before);
    if (stream == current) {
      leave(stream);
    } else if (stream.isEmpty() && stream.scheduled) {
      order.remove(stream);
      stream.scheduled = false;
    }
  }

  private void leave(OutboundStream stream) {
    current = null;
    stream.scheduled = false;
    if (!stream.isEmpty()) {
      schedule(stream);
    }
  }

  /** Bytes that were sent are acknowledged or given up. */
  void onSettled(int bytes) {
    charge -= SendLimits.charge(bytes);
  }

  /** Bytes that were acknowledged are so no more. */
  void onReneged(int bytes) {
    charge += SendLimits.charge(bytes);
  }

  /** No more is taken for the stream; it can be reset when what it holds is sent. */
  public void drain(int stream) {
    OutboundStream found = stream(stream);
    if (found.phase == OutboundStream.Phase.OPEN) {
      found.phase = OutboundStream.Phase.DRAINING;
      draining++;
    }
  }

  /** Streams that are drained and wait for their reset, at most so many. */
  public List<Integer> takeDrained(int most) {
    if (draining == 0) {
      return List.of();
    }
    List<Integer> drained = new ArrayList<>();
    streams.forEach(
        stream -> {
          if (stream.phase == OutboundStream.Phase.DRAINING
              && stream.isEmpty()
              && drained.size() < most) {
            stream.phase = OutboundStream.Phase.RESETTING;
            drained.add(stream.id);
          }
        });
    draining -= drained.size();
    return drained;
  }

  /** The peer has reset the streams: they begin anew. */
  public void onReset(List<Integer> ids) {
    ids.forEach(streams::remove);
  }

  /** The peer refuses: the streams go on as they were. */
  public void onResetRefused(List<Integer> ids) {
    for (int id : ids) {
      OutboundStream stream = streams.get(id);
      if (stream != null) {
        stream.phase = OutboundStream.Phase.OPEN;
      }
    }
  }

  private void tellIfLow(OutboundStream stream, int before) {
    if (before > stream.lowThreshold && stream.buffered() <= stream.lowThreshold) {
      low.add(stream.id);
    }
  }

  /** A stream whose buffer has fallen to its threshold since the last time; null if none has. */
  public @Nullable Integer pollLow() {
    return low.poll();
  }
}
