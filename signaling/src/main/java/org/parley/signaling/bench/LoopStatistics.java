package org.parley.signaling.bench;

import java.util.concurrent.atomic.LongAdder;

/** What the subscribers of one event loop saw together. The histogram belongs to the loop. */
final class LoopStatistics {
  final LongAdder packets = new LongAdder();
  final LongAdder retransmissions = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder foreign = new LongAdder();
  final LatencyHistogram latencies = new LatencyHistogram();
}
