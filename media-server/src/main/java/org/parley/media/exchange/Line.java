package org.parley.media.exchange;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.Reliability;

/** One open channel of a member. */
final class Line {
  /** What becomes of messages on it. */
  sealed interface Use {}

  record Broadcast(Audience audience) implements Use {}

  /**
   * @param end which of the two this is
   * @param far the exchange of the other one
   */
  record Pipe(PipeId id, PipeId.End end, int far) implements Use {}

  record Served() implements Use {}

  private static final String SIGNED = "+from";

  final Member member;
  final int channel;
  final String label;
  final Use use;
  final boolean signed;
  final boolean reliable;

  /** The one of the same label that the member had opened before. */
  @Nullable Line older;

  /** What its queue has no room for, the oldest first. */
  private @Nullable ArrayDeque<Consignment> waiting;

  private long waitingBytes;

  /** To be closed when nothing waits any more. */
  boolean finishing;

  /** To be closed soon, and what was to be sent is dropped. */
  boolean lost;

  boolean toldForbidden;

  Line(Member member, int channel, ChannelOptions options, Use use) {
    this.member = member;
    this.channel = channel;
    this.label = options.label();
    this.use = use;
    this.signed = use instanceof Broadcast && options.protocol().endsWith(SIGNED);
    this.reliable =
        switch (options.reliability()) {
          case Reliability.Reliable _ -> true;
          // The highest half means as good as reliable, as it does below.
          case Reliability.Retransmits(int count) -> count < 0;
          case Reliability.Lifetime _ -> false;
        };
  }

  byte[] payloadOf(Consignment consignment) {
    return signed ? consignment.signed() : consignment.payload;
  }

  int waiting() {
    return waiting == null ? 0 : waiting.size();
  }

  /** Bytes of the senders' windows. */
  long waitingBytes() {
    return waitingBytes;
  }

  boolean hasWaiting() {
    return waiting != null && !waiting.isEmpty();
  }

  @Nullable Consignment firstWaiting() {
    return waiting == null ? null : waiting.peek();
  }

  void await(Consignment consignment) {
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
    }
    waiting.add(consignment);
    waitingBytes += consignment.charge;
  }

  @Nullable Consignment pollWaiting() {
    Consignment first = waiting == null ? null : waiting.poll();
    if (first != null) {
      waitingBytes -= first.charge;
    }
    return first;
  }
}
