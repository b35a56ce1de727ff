package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Reception;

/** Counts and times what arrives. On its event loop. */
final class DataReceiver implements DataLink.Listener {
  private final boolean ordered;
  private final LatencyHistogram latencies = new LatencyHistogram();
  private final BitSet seen = new BitSet();
  private @Nullable DataLink link;
  private int firstMeasured = Integer.MAX_VALUE;
  private int endMeasured = Integer.MAX_VALUE;
  private int last = -1;
  private long gaps;
  private long bytes;
  private long messages;
  private long duplicates;
  private long foreign;
  private boolean stalled;
  private boolean closed;

  /** What came since the beginning. */
  record Progress(long bytes, long messages) {}

  DataReceiver(boolean ordered) {
    this.ordered = ordered;
  }

  void use(DataLink established) {
    link = established;
  }

  /**
   * Messages from that number on are measured, of which some may have come already; what was
   * measured before is forgotten.
   */
  void open(int first) {
    firstMeasured = first;
    endMeasured = Integer.MAX_VALUE;
    gaps = 0;
    duplicates = 0;
    foreign = 0;
    latencies.clear();
  }

  Progress progress() {
    return new Progress(bytes, messages);
  }

  LatencyHistogram latencies() {
    return latencies.copy();
  }

  /** Messages from that number on are not measured. */
  void close(int end) {
    endMeasured = end;
  }

  /** Of all that were sent between the two numbers. */
  Reception reception() {
    return new Reception(endMeasured - firstMeasured, received(), duplicates, foreign, 0);
  }

  /** Of a stream that goes on: only what was skipped is lost, the rest is on its way. */
  Reception streamed() {
    return new Reception(received() + gaps, received(), duplicates, foreign, 0);
  }

  private int received() {
    return seen.get(firstMeasured, endMeasured).cardinality();
  }

  /** Whether the channel was closed, which this program never does before the end. */
  boolean closed() {
    return closed;
  }

  boolean stalled() {
    return stalled;
  }

  void stall(DataBenchOptions.Stall how) {
    stalled = true;
    DataLink open = link;
    if (how == DataBenchOptions.Stall.SILENCE && open != null) {
      open.hang();
    }
  }

  @Override
  public void onEvent(ChannelEvent event, long nowNanos) {
    switch (event) {
      case ChannelEvent.Message message -> onMessage(message, nowNanos);
      case ChannelEvent.Unclaimed(ChannelEvent.Message message) -> {
        foreign++;
        if (link != null) {
          link.channels().release(message);
        }
      }
      case ChannelEvent.Closed _, ChannelEvent.Ended _ -> closed = true;
      case ChannelEvent.Connected _,
          ChannelEvent.Opened _,
          ChannelEvent.OpenedByPeer _,
          ChannelEvent.Refused _,
          ChannelEvent.BufferedAmountLow _,
          ChannelEvent.Restarted _ -> {}
    }
  }

  private void onMessage(ChannelEvent.Message message, long nowNanos) {
    DataLink open = link;
    if (open == null) {
      return;
    }
    if (stalled) {
      // Never released.
      return;
    }
    count(Unpooled.wrappedBuffer(message.payload()), nowNanos);
    open.channels().release(message);
  }

  private void count(ByteBuf payload, long nowNanos) {
    bytes += payload.readableBytes();
    messages++;
    if (payload.readableBytes() < Stamp.LENGTH || !Stamp.isAt(payload, 0)) {
      foreign++;
      return;
    }
    int number = Stamp.counter(payload, 0);
    if (number < 0) {
      foreign++;
      return;
    }
    if (ordered) {
      duplicates += number <= last ? 1 : 0;
      gaps += last >= 0 ? Math.max(0, number - last - 1) : 0;
      last = number;
    }
    if (seen.get(number)) {
      duplicates += ordered ? 0 : 1;
      return;
    }
    seen.set(number);
    if (number >= firstMeasured && number < endMeasured) {
      latencies.record(nowNanos - Stamp.sentNanos(payload, 0));
    }
  }
}
