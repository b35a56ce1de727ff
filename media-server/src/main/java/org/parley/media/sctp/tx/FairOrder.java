package org.parley.media.sctp.tx;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: streams share the association by their weights (weighted fair queueing, RFC
 * 8260 section 3.6), fragment by fragment where messages interleave, else message by message.
 */
final class FairOrder {
  /** What a byte of a stream with weight 1 costs. */
  private static final long SCALE = 1L << 16;

  private final PriorityQueue<OutboundStream> order =
      new PriorityQueue<>(
          Comparator.<OutboundStream>comparingLong(stream -> stream.virtualStart)
              .thenComparingInt(stream -> stream.id));

  /** Streams whose next message is too large to be begun beside those that are. */
  private final ArrayDeque<OutboundStream> waiting = new ArrayDeque<>();

  private boolean interleaved;
  private long maxUnfinished;

  /** Bytes of all messages that were begun and not ended, sent or not. */
  private long unfinished;

  private long virtualTime;

  /** The one whose message was begun and must be ended before another's. */
  private @Nullable OutboundStream current;

  /**
   * The association is up.
   *
   * @param maxUnfinished bytes of messages that may interleave: the peer must be able to hold them
   *     all until one is whole
   */
  void open(boolean interleaved, long maxUnfinished) {
    this.interleaved = interleaved;
    this.maxUnfinished = maxUnfinished;
  }

  boolean interleaved() {
    return interleaved;
  }

  boolean isEmpty() {
    return current == null && order.isEmpty() && waiting.isEmpty();
  }

  /** The stream has something to send. */
  void add(OutboundStream stream) {
    if (!stream.scheduled) {
      stream.virtualStart = Math.max(stream.virtualStart, virtualTime);
      schedule(stream);
    }
  }

  private void schedule(OutboundStream stream) {
    stream.scheduled = true;
    order.add(stream);
  }

  /** The stream whose turn it is, the same one until it {@link #leave}s; null if there is none. */
  @Nullable OutboundStream current() {
    if (current == null) {
      current = order.poll();
      if (current != null) {
        virtualTime = current.virtualStart;
      }
    }
    return current;
  }

  /** Whether the message may be begun now, beside those that are; if not, its stream waits. */
  boolean mayBegin(QueuedMessage message) {
    boolean may =
        message.begun() || unfinished == 0 || unfinished + message.length <= maxUnfinished;
    if (!may) {
      waiting.add(message.stream);
      current = null;
    }
    return may;
  }

  void onBegun(QueuedMessage message) {
    unfinished += message.length;
  }

  /** What was begun is sent, or given up. */
  void onFinished(QueuedMessage message) {
    unfinished -= message.length;
    order.addAll(waiting);
    waiting.clear();
  }

  /** The current stream has sent something. */
  void onSent(QueuedMessage message, int bytes) {
    message.stream.virtualStart += bytes * SCALE / message.stream.weight;
    if (message.left() == 0) {
      onFinished(message);
    }
    if (interleaved || message.left() == 0) {
      leave(message.stream);
    }
  }

  /** Messages of the stream were dropped. */
  void onDropped(OutboundStream stream) {
    if (stream == current) {
      leave(stream);
    } else if (stream.isEmpty() && stream.scheduled) {
      if (!order.remove(stream)) {
        waiting.remove(stream);
      }
      stream.scheduled = false;
    }
  }

  /** The current stream gives its turn away. */
  void leave(OutboundStream stream) {
    current = null;
    stream.scheduled = false;
    if (!stream.isEmpty()) {
      schedule(stream);
    }
  }
}
