package org.parley.media.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.PeerEvent;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.association.AssociationCounter;

/**
 * The members of a room on one loop. After calls to it or to its members, {@link #settle} is to be
 * called once before the loop sleeps, and {@link #onTimeout} is due at the deadline.
 */
public final class Exchange {
  private static final int MAX_ADDRESS = 255;

  private record Told(Access to, PeerEvent event) {}

  private final int index;
  private final ExchangeLimits limits;
  private final Neighbours neighbours;
  private final Consumer<RuntimeException> faults;
  private final ExchangeCounts counts = new ExchangeCounts();
  private final Map<Long, Member> members = new LinkedHashMap<>();
  private final Directory directory = new Directory();
  private final Audiences audiences;
  private final Pipes pipes;
  private final Router router;
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
    this.audiences = new Audiences(this);
    this.pipes = new Pipes(this);
    this.router = new Router(audiences, pipes);
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

  Audiences audiences() {
    return audiences;
  }

  Pipes pipes() {
    return pipes;
  }

  Router router() {
    return router;
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
    audiences.meet(exchange);
    neighbours.flush();
  }

  private void announce(Note note, long nowNanos) {
    accept(note, nowNanos);
    sendToAll(note);
  }

  /** To the room's other exchanges. */
  void sendToAll(Note note) {
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
      case Note.Listening listening -> audiences.accept(listening);
      case Note.Broadcast broadcast -> audiences.accept(broadcast, nowNanos);
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

  /** A fault there is that member's, and the others have the message nevertheless. */
  void deliver(Line line, Consignment consignment, long nowNanos) {
    try {
      line.member.lines().deliver(line, consignment, nowNanos);
    } catch (RuntimeException e) {
      line.member.failLater(e);
    }
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
