package org.parley.media.sctp.tx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.StreamTable;

/** The streams' messages that were not sent, within their limits, and the streams' ends. */
public final class SendQueue {
  /** Streams about which something is kept, but for those that we send on. */
  private static final int MAX_STREAMS_IN_USE = 2_048;

  private final StreamTable<OutboundStream> streams = new StreamTable<>();
  private final FairOrder order = new FairOrder();

  /** Streams whose buffer has fallen to their threshold. */
  private final ArrayDeque<Integer> low = new ArrayDeque<>();

  /** Streams that are to be reset and of which the peer has everything. */
  private final ArrayDeque<OutboundStream> drained = new ArrayDeque<>();

  /** Streams that are to be reset as soon as fewer are in use. */
  private final BitSet deferred = new BitSet();

  private final SendLimits limits;
  private int streamLimit = 0xFFFF;

  /** What was not sent yet, or not acknowledged, counts for that, against the limits. */
  private long charge;

  public SendQueue(SendLimits limits) {
    this.limits = limits;
  }

  /** The association is up; {@link FairOrder#open} has the parameters. */
  void open(int streamLimit, boolean interleaved, long maxUnfinished) {
    this.streamLimit = streamLimit;
    order.open(interleaved, maxUnfinished);
  }

  public boolean isEmpty() {
    return order.isEmpty();
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
    if (!limits.allow(SendLimits.charge(payload.length), ofStream, charge)) {
      return SendResult.FULL;
    }
    QueuedMessage message =
        new QueuedMessage(stream(stream), protocol, payload, delivery, nowNanos);
    message.stream.add(message);
    charge += message.charge();
    order.add(message.stream);
    return SendResult.QUEUED;
  }

  /**
   * Makes room in a stream by dropping messages that were not begun and may be lost, the oldest
   * first.
   *
   * @return how many were dropped
   */
  public int dropOldest(int stream, int bytes) {
    return dropUnbegun(stream, bytes, false);
  }

  /**
   * Drops all of a stream's messages that were not begun.
   *
   * @return how many were dropped
   */
  public int discard(int stream) {
    return dropUnbegun(stream, Integer.MAX_VALUE, true);
  }

  private int dropUnbegun(int stream, int bytes, boolean reliable) {
    OutboundStream found = streams.get(stream);
    if (found == null) {
      return 0;
    }
    int before = found.charge();
    int bufferedBefore = found.buffered();
    int dropped = found.dropOldest(bytes, reliable);
    charge -= before - found.charge();
    if (dropped > 0 && found.isEmpty()) {
      order.onDropped(found);
    }
    onLess(found, bufferedBefore);
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

  /** The message whose turn it is; the same one until something of it was sent or dropped. */
  @Nullable QueuedMessage next(long nowNanos) {
    for (OutboundStream stream = order.current(); stream != null; stream = order.current()) {
      QueuedMessage message = stream.first();
      if (message == null) {
        order.leave(stream);
      } else if (!message.begun() && message.expired(nowNanos)) {
        // RFC 3758 section 3.5: what was never sent ends without a trace.
        drop(message);
      } else if (order.mayBegin(message)) {
        return message;
      }
    }
    return null;
  }

  /** Bytes of the {@link #next} message were sent. */
  void onSent(QueuedMessage message, int bytes) {
    OutboundStream stream = message.stream;
    if (!message.begun()) {
      stream.number(message, order.interleaved());
      order.onBegun(message);
    }
    message.fragments++;
    int before = stream.buffered();
    charge -= message.charge();
    stream.onSent(message, bytes);
    charge += message.charge() + SendLimits.charge(bytes);
    stream.onDeparted();
    order.onSent(message, bytes);
    onLess(stream, before);
  }

  /** What is left of the {@link #next} message will not be sent. */
  void drop(QueuedMessage message) {
    OutboundStream stream = message.stream;
    int before = stream.buffered();
    charge -= message.charge();
    stream.dropFirst(message);
    if (message.begun()) {
      order.onFinished(message);
    }
    order.onDropped(stream);
    onLess(stream, before);
  }

  /** A TSN is used up that nothing is sent with. */
  void onSkipped(OutboundStream stream) {
    stream.onDeparted();
  }

  /** A TSN is acknowledged for good, with so many bytes. */
  void onSettled(OutboundStream stream, int bytes) {
    if (bytes > 0) {
      charge -= SendLimits.charge(bytes);
    }
    stream.onSettled();
    markIfDrained(stream);
  }

  /** The stream holds less than before. */
  private void onLess(OutboundStream stream, int before) {
    if (before > stream.lowThreshold && stream.buffered() <= stream.lowThreshold) {
      low.add(stream.id);
    }
    markIfDrained(stream);
  }

  private void markIfDrained(OutboundStream stream) {
    if (stream.phase == OutboundStream.Phase.DRAINING && stream.isSettled()) {
      stream.phase = OutboundStream.Phase.DRAINED;
      drained.add(stream);
    }
  }

  /** No more is taken for the stream; it can be reset when what it holds is acknowledged. */
  public void drain(int id) {
    if (id >= streamLimit) {
      return;
    }
    if (streams.get(id) == null && streams.size() >= MAX_STREAMS_IN_USE) {
      deferred.set(id);
      return;
    }
    OutboundStream stream = stream(id);
    if (stream.phase == OutboundStream.Phase.OPEN) {
      stream.phase = OutboundStream.Phase.DRAINING;
      onLess(stream, stream.buffered());
    }
  }

  /** Streams that are drained and wait for their reset, at most so many, by their numbers. */
  public List<Integer> takeDrained(int most) {
    if (drained.isEmpty()) {
      return List.of();
    }
    List<Integer> taken = new ArrayList<>();
    for (OutboundStream stream = drained.peek();
        stream != null && taken.size() < most;
        stream = drained.peek()) {
      drained.remove();
      stream.phase = OutboundStream.Phase.RESETTING;
      taken.add(stream.id);
    }
    taken.sort(null);
    return taken;
  }

  /** Whether one of the streams is to be reset, and the peer was not asked yet. */
  public boolean anyToBeReset(List<Integer> ids) {
    for (int id : ids) {
      OutboundStream stream = streams.get(id);
      if (stream != null
          && (stream.phase == OutboundStream.Phase.DRAINING
              || stream.phase == OutboundStream.Phase.DRAINED)) {
        return true;
      }
    }
    return false;
  }

  /** The peer has reset the streams: they begin anew. */
  public void onReset(List<Integer> ids) {
    ids.forEach(streams::remove);
    for (int id = deferred.nextSetBit(0);
        id >= 0 && streams.size() < MAX_STREAMS_IN_USE;
        id = deferred.nextSetBit(id)) {
      deferred.clear(id);
      drain(id);
    }
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

  /** A stream whose buffer has fallen to its threshold since the last time; null if none has. */
  public @Nullable Integer pollLow() {
    return low.poll();
  }
}
