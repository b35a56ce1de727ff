package org.parley.turn.relay;

/**
 * Counts what passes between a client's data connection and a peer's, and holds it to the
 * allocation's bandwidth. On the thread of the core that owns the allocation.
 */
public final class SpliceMeter {
  private final Allocation allocation;
  private final SharedBandwidth total;
  private final RelayCounters counters;

  SpliceMeter(Allocation allocation, SharedBandwidth total, RelayCounters counters) {
    this.allocation = allocation;
    this.total = total;
    this.counters = counters;
  }

  /**
   * Bytes of the client were passed on.
   *
   * @return for how many nanoseconds no more are to be read; mostly 0
   */
  public long toPeer(int bytes, long nowNanos) {
    allocation.bytesToPeer += bytes;
    counters.add(RelayCounter.BYTES_TO_PEER, bytes);
    return spend(bytes, nowNanos);
  }

  /** The same for bytes of the peer. */
  public long toClient(int bytes, long nowNanos) {
    allocation.bytesToClient += bytes;
    counters.add(RelayCounter.BYTES_TO_CLIENT, bytes);
    return spend(bytes, nowNanos);
  }

  private long spend(int bytes, long nowNanos) {
    long ofAllocation = allocation.bandwidth.spend(bytes, nowNanos);
    return Math.max(ofAllocation, total.spend(bytes, nowNanos));
  }
}
