package org.parley.media.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.tx.SendResult;

/**
 * What waits for one member: messages of reliable channels for which its queue has no room. They
 * stay in their senders' windows, and so slow them; hence it is judged here how long a member may.
 */
final class Backlog {
  private static final long MILLISECOND = 1_000_000L;

  /** How often is looked whether a member is too slow. */
  private static final long JUDGE_NANOS = 50 * MILLISECOND;

  /**
   * What a member that is alive may be silent for, at least: loss recovery, or a hole in the radio.
   */
  private static final long STALL_NANOS = 500 * MILLISECOND;

  private static final long STALL_ROUND_TRIPS = 3;

  /** A member for which too much of several senders waits is lost when it is silent for that. */
  private static final long OVERFLOW_NANOS = 1_000 * MILLISECOND;

  /** A member that was silent for that is lost, even if nobody else waits. */
  private static final long LOST_NANOS = 10_000 * MILLISECOND;

  /** A part of one sender's window. */
  private static final class Hold {
    long bytes;
    boolean past;
    long pastNanos;
  }

  private final Lines owner;
  private final ExchangeLimits limits;

  /** Lines with something waiting; whose turn is next is first. */
  private final ArrayDeque<Line> lines = new ArrayDeque<>();

  /** Lines that gave way, and are to be closed as soon as nobody is in the middle of something. */
  private final ArrayDeque<Line> losing = new ArrayDeque<>(2);

  private final Map<Seat, Hold> holds = new HashMap<>();
  private final Patience patience = new Patience();
  private final Deadline judgement = new Deadline();
  private long bytes;
  private long acknowledgedBytes;

  /** When the member last took something, or began to be waited for. */
  private long aliveNanos;

  private long judgedNanos;

  Backlog(Lines owner, ExchangeLimits limits) {
    this.owner = owner;
    this.limits = limits;
  }

  boolean isEmpty() {
    return lines.isEmpty() && losing.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  void add(Line line, Consignment consignment, long nowNanos) {
    if (lines.isEmpty()) {
      aliveNanos = nowNanos;
      judgedNanos = nowNanos;
      judgement.arm(nowNanos + JUDGE_NANOS);
    }
    if (!line.hasWaiting()) {
      lines.add(line);
    }
    line.await(consignment);
    consignment.hold();
    bytes += consignment.charge;
    if (consignment.origin != null) {
      Hold hold = holds.computeIfAbsent(consignment.origin, _ -> new Hold());
      hold.bytes += consignment.charge;
      if (!hold.past && hold.bytes > limits.window() / 2) {
        hold.past = true;
        hold.pastNanos = nowNanos;
      }
    }
    trim(nowNanos);
  }

  /**
   * What waits is bounded in all, or those who fill their window, leave and come again would fill
   * the memory: lines give way, that with the most first. Spared are those that connect the member
   * with one who is there, whom nobody else waits for: they are bounded by its window, which they
   * slow.
   */
  private void trim(long nowNanos) {
    while (bytes > limits.waiting()) {
      long spared = 0;
      Line largest = null;
      for (Line line : lines) {
        if (slowsItsSenderAlone(line)) {
          spared += line.waitingBytes();
        } else if (largest == null || line.waitingBytes() > largest.waitingBytes()) {
          largest = line;
        }
      }
      // However much that is, the others have a little room.
      if (largest == null || bytes - spared <= limits.waiting() - limits.window()) {
        return;
      }
      drop(largest);
      largest.lost = true;
      losing.add(largest);
      judgement.arm(nowNanos);
    }
  }

  private boolean slowsItsSenderAlone(Line line) {
    Consignment first = line.firstWaiting();
    Hold hold = holdOf(line);
    return line.use instanceof Line.Pipe
        && first != null
        && hold != null
        // What fills gaps may go beyond a window (RFC 9260 section 6.2), but here not for long.
        && hold.bytes <= limits.waiting()
        && owner.isPresent(first);
  }

  private void remove(Consignment consignment) {
    bytes -= consignment.charge;
    Hold hold = consignment.origin == null ? null : holds.get(consignment.origin);
    if (hold != null) {
      hold.bytes -= consignment.charge;
      if (hold.bytes <= limits.window() / 2) {
        hold.past = false;
      }
      if (hold.bytes <= 0) {
        holds.remove(consignment.origin);
      }
    }
    consignment.letGo();
  }

  /** Queues what there is room for, one message of each line in turn. */
  void flush(DataChannels channels, long nowNanos) {
    if (lines.isEmpty()) {
      return;
    }
    if (channels.acknowledgedBytes() != acknowledgedBytes) {
      acknowledgedBytes = channels.acknowledgedBytes();
      aliveNanos = nowNanos;
    }
    int full = 0;
    while (full < lines.size()) {
      Line line = lines.remove();
      Consignment first = line.firstWaiting();
      if (first != null && owner.offer(line, first, nowNanos) == SendResult.FULL) {
        lines.add(line);
        full++;
        continue;
      }
      full = 0;
      Consignment taken = line.pollWaiting();
      if (taken != null) {
        remove(taken);
      }
      if (line.hasWaiting()) {
        lines.add(line);
      } else if (line.finishing) {
        owner.close(line);
      }
    }
    if (lines.isEmpty()) {
      judgement.disarm();
    }
  }

  /** The line is gone, and what waited on it. */
  void drop(Line line) {
    lines.remove(line);
    losing.remove(line);
    for (Consignment each = line.pollWaiting(); each != null; each = line.pollWaiting()) {
      remove(each);
    }
    if (lines.isEmpty()) {
      judgement.disarm();
    }
  }

  /** Closes the member's channels that others are not to wait for any longer. */
  void judge(DataChannels channels, long nowNanos) {
    for (Line line = losing.poll(); line != null; line = losing.poll()) {
      lose(line, nowNanos);
    }
    if (lines.isEmpty()) {
      judgement.disarm();
      return;
    }
    if (!judgement.passed(nowNanos)) {
      return;
    }
    judgement.arm(nowNanos + JUDGE_NANOS);
    // Where we come late, what the member sent may still lie in the socket: that time is ours.
    aliveNanos += Math.max(0, nowNanos - judgedNanos - 2 * JUDGE_NANOS);
    judgedNanos = nowNanos;
    long silent = nowNanos - aliveNanos;
    // One sender alone cannot have more than its window.
    boolean overflow = holds.size() > 1 && bytes > limits.waiting();
    if (silent >= LOST_NANOS || (overflow && silent >= OVERFLOW_NANOS)) {
      List.copyOf(lines).forEach(line -> lose(line, nowNanos));
      return;
    }
    long stall = Math.max(STALL_NANOS, STALL_ROUND_TRIPS * channels.smoothedRoundTripNanos());
    for (Line line : pastTheirPart(silent >= stall, nowNanos)) {
      lose(line, nowNanos);
    }
  }

  private void lose(Line line, long nowNanos) {
    if (line.use instanceof Line.Broadcast) {
      patience.onLost(line.label, nowNanos);
    }
    owner.lose(line, ChannelFault.TOO_SLOW, nowNanos);
  }

  /** Lines that keep too much of the window of somebody who has other receivers as well. */
  private List<Line> pastTheirPart(boolean stalled, long nowNanos) {
    List<Line> past = new ArrayList<>();
    for (Line line : lines) {
      Hold hold = holdOf(line);
      if (hold != null
          && hold.past
          && (stalled || nowNanos - hold.pastNanos >= patience.nanos(line.label, nowNanos))
          && line.use instanceof Line.Broadcast(Audience audience)
          // The sender, who listens as well, this one, and somebody else.
          && audience.size() > 2) {
        past.add(line);
      }
    }
    return past;
  }

  private @Nullable Hold holdOf(Line line) {
    Consignment first = line.firstWaiting();
    return first == null || first.origin == null ? null : holds.get(first.origin);
  }

  Deadline deadline() {
    return judgement;
  }
}
