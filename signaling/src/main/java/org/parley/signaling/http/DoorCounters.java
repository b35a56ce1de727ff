package org.parley.signaling.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the door counts. */
public final class DoorCounters {
  final AtomicInteger open = new AtomicInteger();
  final LongAdder accepted = new LongAdder();
  final LongAdder overLimit = new LongAdder();
  final LongAdder timedOut = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder refusedStreams = new LongAdder();
  final LongAdder failedTls = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder failedRequests = new LongAdder();

  DoorCounters() {}

  /** Connections now. */
  public int openConnections() {
    return open.get();
  }

  public long acceptedConnections() {
    return accepted.sum();
  }

  /** Connections closed because there were too many. */
  public long connectionsOverLimit() {
    return overLimit.sum();
  }

  /** Connections closed because the client was too slow. */
  public long timedOutConnections() {
    return timedOut.sum();
  }

  /** Requests that were not HTTP or passed a limit of it. */
  public long malformedRequests() {
    return malformed.sum();
  }

  /** Connections with STUN or TURN that nobody took. */
  public long refusedStreams() {
    return refusedStreams.sum();
  }

  public long failedTlsHandshakes() {
    return failedTls.sum();
  }

  public long requests() {
    return requests.sum();
  }

  /** Requests whose handler failed. */
  public long failedRequests() {
    return failedRequests.sum();
  }
}
