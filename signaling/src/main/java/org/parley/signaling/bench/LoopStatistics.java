package org.parley.signaling.bench;

import java.util.concurrent.atomic.LongAdder;
import org.parley.signaling.bench.result.LatencyHistogram;

/** What the subscribers of one event loop saw together. The histogram belongs to the loop. */
final class LoopStatistics {
  final LongAdder packets = new LongAdder();
  final LongAdder retransmissions = new LongAdder();
  final LongAdder recovered = new LongAdder();
  final LongAdder requested = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder foreign = new LongAdder();
  final LatencyHistogram latencies = new LatencyHistogram();
}
