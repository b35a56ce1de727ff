package org.parley.media.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.ServedLabels;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.association.AssociationCounter;

/**
 * The members of a room on one loop. After calls to it or to its members, {@link #settle} is to be
 * called once before the loop sleeps, and {@link #onTimeout} is due at the deadline.
 */
public final class Exchange {
  /** Characters of a label or protocol: they are kept for each channel. */
  static final int MAX_NAME = 1024;

  private static final int MAX_ADDRESS = 255;

  /** What becomes of a channel that a peer has opened. */
  sealed interface Verdict {}

  record Accepted(Line.Use use) implements Verdict {}

  record Refused(ChannelFault fault) implements Verdict {}

  /** What becomes of a channel that is to be opened to a peer. */
  sealed interface Opening {}

  record Opened(Line line) implements Opening {}

  /**
   * @param fault for who wanted it
   */
  record NotOpened(ChannelFault fault) implements Opening {}

  private record Told(Access to, PeerEvent event) {}

  private final int index;
  private final ExchangeLimits limits;
  private final Neighbours neighbours;
  private final Consumer<RuntimeException> faults;
  private final ExchangeCounts counts = new ExchangeCounts();
  private final Map<Long, Member> members = new LinkedHashMap<>();
  private final Map<String, Audience> audiences = new HashMap<>();
  private final Directory directory = new Directory();
  private final Pipes pipes;
  private final Set<Integer> others = new TreeSet<>();
  private final List<Member> active = new ArrayList<>();
  private final ArrayDeque<Told> told = new ArrayDeque<>();
  private final Deadline deadline = new Deadline();

  /**
   * @param index of this one among those of the room
   * @param faults told of faults of ours, each of which costs one member its association at most
   */
  public Exchange(
      int index, ExchangeLimits limits, Neighbours neighbours, Consumer<RuntimeException> faults) {
    this.index = index;
    this.limits = limits;
    this.neighbours = neighbours;
    this.faults = faults;
    this.pipes = new Pipes(this);
  }

  ExchangeLimits limits() {
    return limits;
  }

  ExchangeCounts counts() {
    return counts;
  }

  Directory directory() {
    return directory;
  }

  int index() {
    return index;
  }

  /**
   * A peer connection of the room.
   *
   * @param number of its own in the room; who came later has a higher one
   */
  public Member join(DataIdentity identity, long number, Access access, long nowNanos) {
    int length = identity.address().length();
    if (length == 0 || length > MAX_ADDRESS) {
      throw new IllegalArgumentException("an address of 1 to 255 characters is needed");
    }
    Member member = new Member(this, identity, new Seat(index, number), access);
    members.put(number, member);
    announce(new Note.Present(identity.address(), member.seat(), false), nowNanos);
    return member;
  }

  void remove(Member member, long nowNanos) {
    members.remove(member.seat().number(), member);
    announce(new Note.Absent(member.address(), member.seat()), nowNanos);
  }

  void onReachable(Member member, long nowNanos) {
    announce(new Note.Present(member.address(), member.seat(), member.reachable()), nowNanos);
  }

  /** Another exchange of the room begins, or has begun before this one. */
  public void meet(int exchange) {
    if (!others.add(exchange)) {
      return;
    }
    for (Member member : members.values()) {
      neighbours.post(
          exchange, new Note.Present(member.address(), member.seat(), member.reachable()));
    }
    for (Audience audience : audiences.values()) {
      if (!audience.lines().isEmpty()) {
        neighbours.post(
            exchange, new Note.Listening(index, audience.label, audience.lines().size()));
      }
    }
    neighbours.flush();
  }

  private void announce(Note note, long nowNanos) {
    accept(note, nowNanos);
    for (int other : others) {
      neighbours.post(other, note);
    }
  }

  void send(int exchange, Note note) {
    neighbours.post(exchange, note);
  }

  @Nullable Member member(long number) {
    return members.get(number);
  }

  /** What another exchange has posted to this one. */
  public void accept(Note note, long nowNanos) {
    switch (note) {
      case Note.Present(String address, Seat seat, boolean reachable) -> {
        directory.put(address, seat, reachable);
        retire(address, seat.number());
      }
      case Note.Absent(String address, Seat seat) -> directory.remove(address, seat);
      case Note.Listening(int exchange, String label, int listening) -> {
        Audience audience = audiences.computeIfAbsent(label, Audience::new);
        audience.elsewhere(exchange, listening);
        forgetIfEmpty(audience);
      }
      case Note.Broadcast(int from, String label, Consignment there) -> {
        Consignment here = there.arrived(this, from);
        Audience audience = audiences.get(label);
        if (audience != null) {
          deliver(audience, here, nowNanos);
        }
        here.letGo();
      }
      case Note.Taken(Consignment consignment) -> consignment.letGo();
      case Note.OpenPipe open -> pipes.accept(open, nowNanos);
      case Note.OnPipe message -> pipes.accept(message, nowNanos);
      case Note.ClosePipe close -> pipes.accept(close);
    }
  }

  /** Who came later has the address, and who had it before is not to be reached by it. */
  private void retire(String address, long latest) {
    for (Member member : members.values()) {
      if (member.seat().number() < latest && member.address().equals(address)) {
        member.lines().closePipes();
      }
    }
  }

  Verdict classify(Member member, ChannelOptions options) {
    String label = options.label();
    if (label.length() > MAX_NAME || options.protocol().length() > MAX_NAME) {
      return new Refused(ChannelFault.TOO_LONG);
    }
    if (label.equals(ServedLabels.CHAT)) {
      return new Accepted(new Line.Served());
    }
    if (label.startsWith(ServedLabels.RESERVED_PREFIX)) {
      return new Refused(ChannelFault.RESERVED_LABEL);
    }
    int at = label.lastIndexOf('@');
    return at < 0
        ? new Accepted(new Line.Broadcast(audiences.computeIfAbsent(label, Audience::new)))
        : pipes.classify(member, label.substring(at + 1));
  }

  void onOpened(Line line, ChannelOptions options, long nowNanos) {
    switch (line.use) {
      case Line.Broadcast(Audience audience) -> {
        int before = audience.lines().size();
        audience.add(line);
        tellListening(audience, before);
      }
      case Line.Pipe pipe -> pipes.open(line, pipe, options, nowNanos);
      case Line.Served _ -> {}
    }
  }

  /**
   * @param forPipe what the other end of a pipe is to hear
   */
  void onClosed(Line line, @Nullable ChannelFault forPipe, long nowNanos) {
    switch (line.use) {
      case Line.Broadcast(Audience audience) -> {
        int before = audience.lines().size();
        audience.remove(line);
        tellListening(audience, before);
        forgetIfEmpty(audience);
      }
      case Line.Pipe pipe -> pipes.onClosed(line, pipe, forPipe, nowNanos);
      case Line.Served _ -> {}
    }
  }

  private void tellListening(Audience audience, int before) {
    int listening = audience.lines().size();
    if (listening != before) {
      for (int other : others) {
        neighbours.post(other, new Note.Listening(index, audience.label, listening));
      }
    }
  }

  private void forgetIfEmpty(Audience audience) {
    if (audience.isEmpty()) {
      audiences.remove(audience.label, audience);
    }
  }

  /** To everybody who listens, but for the sender. */
  void broadcast(Member sender, Audience audience, ChannelEvent.Message message, long nowNanos) {
    Consignment consignment = Consignment.of(sender, message);
    boolean anybody = deliver(audience, consignment, nowNanos);
    for (int other = 0; other < audience.exchanges(); other++) {
      if (audience.elsewhere(other) > 0) {
        anybody = true;
        consignment.hold();
        send(other, new Note.Broadcast(index, audience.label, consignment));
      }
    }
    if (!anybody) {
      counts.add(DataCounter.DROPPED_NO_RECEIVER, 1);
    }
    consignment.letGo();
  }

  private boolean deliver(Audience audience, Consignment consignment, long nowNanos) {
    boolean anybody = false;
    List<Line> lines = audience.lines();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (!line.member.address().equals(consignment.address)) {
        anybody = true;
        deliver(line, consignment, nowNanos);
      }
    }
    return anybody;
  }

  void deliver(Line line, Consignment consignment, long nowNanos) {
    try {
      line.member.lines().deliver(line, consignment, nowNanos);
    } catch (RuntimeException e) {
      line.member.failLater(e);
    }
  }

  void pass(Line.Pipe pipe, Consignment consignment, long nowNanos) {
    pipes.pass(pipe, consignment, nowNanos);
  }

  void onFault(RuntimeException fault) {
    counts.add(DataCounter.FAULTS, 1);
    faults.accept(fault);
  }

  void activate(Member member) {
    if (!member.active) {
      member.active = true;
      active.add(member);
    }
  }

  void tell(Access to, PeerEvent event) {
    told.add(new Told(to, event));
  }

  /** Does what the calls since the last time brought about; packets leave. */
  public void settle(long nowNanos) {
    // Members become active meanwhile.
    for (int i = 0; i < active.size(); i++) {
      Member member = active.get(i);
      try {
        member.settle(nowNanos);
      } catch (RuntimeException e) {
        member.fail(e, nowNanos);
      }
    }
    handOver();
    for (int i = 0; i < active.size(); i++) {
      Member member = active.get(i);
      member.active = false;
      try {
        member.pump(nowNanos);
      } catch (RuntimeException e) {
        member.fail(e, nowNanos);
      }
      deadline.armEarlier(member.deadline());
    }
    active.clear();
    // Of faults.
    handOver();
  }

  private void handOver() {
    // First, so that the others begin while this loop does its own share.
    neighbours.flush();
    // Thereafter: whatever is done because of it meets exchanges that know what it says.
    for (Told next = told.poll(); next != null; next = told.poll()) {
      try {
        next.to.tell(next.event);
      } catch (RuntimeException e) {
        onFault(e);
      }
    }
  }

  public void onTimeout(long nowNanos) {
    for (Member member : members.values()) {
      if (member.deadline().passed(nowNanos)) {
        activate(member);
      }
    }
    settle(nowNanos);
    deadline.disarm();
    for (Member member : members.values()) {
      deadline.armEarlier(member.deadline());
    }
  }

  public boolean hasDeadline() {
    return deadline.armed();
  }

  /** When {@link #onTimeout} is wanted, at the earliest; only if {@link #hasDeadline}. */
  public long nextDeadlineNanos() {
    return deadline.atNanos();
  }

  /** Reads what the members' associations have counted, to be taken then. */
  public void readCounts() {
    members.values().forEach(Member::readCounts);
  }

  /** What was counted since the last time. */
  public long take(DataCounter counter) {
    return counts.take(counter);
  }

  /** What associations have counted since the last time, as far as it was read. */
  public long take(AssociationCounter counter) {
    return counts.take(counter);
  }

  /** Bytes that are queued for members or wait for them. */
  public long queuedBytes() {
    long bytes = 0;
    for (Member member : members.values()) {
      bytes += member.queued();
    }
    return bytes;
  }

  /** Whether nothing is kept of members and channels that were. */
  boolean clean() {
    return members.isEmpty()
        && audiences.isEmpty()
        && pipes.isEmpty()
        && directory.size() == 0
        && active.isEmpty();
  }
}
