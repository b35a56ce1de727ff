package org.parley.media.exchange;

import io.netty.buffer.ByteBuf;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.sctp.Deadline;

/** One association of a member and the way to its peer: packets both ways, timers and counts. */
final class SctpTransport {
  /** As large as packets get, and more. */
  private static final int PACKET_ROOM = 1400;

  private static final long RETRY_NANOS = 10_000_000L;

  /**
   * Acknowledgements that do not wait for the end of the wake-up; who sends more is fast anyway.
   */
  private static final int MOST_PROMPT = 16;

  final DataChannels channels;
  private final Access access;
  private final Reading reading;
  private final Deadline timers = new Deadline();
  private int prompt;

  /** Whether it is up, and channels can be opened to the peer. */
  boolean connected;

  SctpTransport(DataChannels channels, Access access) {
    this.channels = channels;
    this.access = access;
    this.reading = new Reading(channels);
  }

  void onPacket(ByteBuf packet, long nowNanos) {
    channels.onPacket(packet, nowNanos);
    if (prompt < MOST_PROMPT && channels.acknowledgementDue(nowNanos)) {
      prompt++;
      if (access.readiness() == Access.Readiness.READY) {
        sendNext(nowNanos);
      }
    }
  }

  /** Whether there was a packet to send. */
  private boolean sendNext(long nowNanos) {
    ByteBuf out = access.begin(PACKET_ROOM);
    int start = out.writerIndex();
    boolean more = channels.nextPacket(out, nowNanos);
    if (more) {
      access.send(start);
    }
    return more;
  }

  /** Sends what there is, as far as the way to the peer takes it. */
  Access.Readiness transmit(long nowNanos) {
    Access.Readiness readiness = access.readiness();
    while (readiness == Access.Readiness.READY && sendNext(nowNanos)) {
      readiness = access.readiness();
    }
    return readiness;
  }

  /** Does what is due, unless the way is gone for now. */
  void fireTimers(long nowNanos) {
    if (access.readiness() != Access.Readiness.AWAY
        && channels.hasDeadline()
        && nowNanos - channels.nextDeadlineNanos() >= 0) {
      channels.onTimeout(nowNanos);
    }
  }

  /** At the end of a wake-up. */
  void pump(long nowNanos) {
    prompt = 0;
    Access.Readiness readiness = transmit(nowNanos);
    timers.disarm();
    switch (readiness) {
      case READY -> {
        if (channels.hasDeadline()) {
          timers.arm(channels.nextDeadlineNanos());
        }
      }
      case FULL -> timers.arm(nowNanos + RETRY_NANOS);
      // Its timers stand still until it is back, and are due at once then.
      case AWAY -> {}
    }
  }

  /** As of the last {@link #pump}. */
  Deadline deadline() {
    return timers;
  }

  /** Ends it, of which the peer hears if the way to it is free. */
  void abort(String reason, long nowNanos) {
    channels.abort(reason);
    transmit(nowNanos);
    releaseUntaken();
  }

  private void releaseUntaken() {
    for (ChannelEvent event = channels.nextEvent(); event != null; event = channels.nextEvent()) {
      switch (event) {
        case ChannelEvent.Message message -> channels.release(message);
        case ChannelEvent.Unclaimed(ChannelEvent.Message message) -> channels.release(message);
        case ChannelEvent.Connected _,
            ChannelEvent.OpenedByPeer _,
            ChannelEvent.Refused _,
            ChannelEvent.Opened _,
            ChannelEvent.BufferedAmountLow _,
            ChannelEvent.Closed _,
            ChannelEvent.Restarted _,
            ChannelEvent.Ended _ -> {}
      }
    }
  }

  /** Adds what it has counted since the last time. */
  void readCounts(ExchangeCounts counts) {
    reading.addTo(counts);
  }
}
