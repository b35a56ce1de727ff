package org.parley.signaling.room;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.RoomId;
import org.parley.signaling.config.LimitsConfig;

/** The rooms of this process. Safe to use from any thread. */
final class LocalRooms implements RoomDirectory {
  private final LimitsConfig limits;
  private final RoomSettings settings;
  private final Room.World world;

  private final Map<RoomId, Room> rooms = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private int seats;
  private boolean shuttingDown;

  LocalRooms(LimitsConfig limits, RoomSettings settings, Room.World world) {
    this.limits = limits;
    this.settings = settings;
    this.world = world;
  }

  @Override
  public Admission admit(RoomId id, RoomCommand command) {
    Admission refusal = reserveSeat();
    if (refusal != null) {
      return refusal;
    }
    while (true) {
      Room room = findOrOpen(id);
      if (room == null) {
        freeSeat();
        return new Admission.ServerFull(
            "The server has its limit of " + limits.rooms() + " rooms. Try later.");
      }
      if (room.post(command)) {
        return new Admission.Admitted(room);
      }
      try {
        room.awaitEnd();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        freeSeat();
        return new Admission.ShuttingDown();
      }
    }
  }

  @Override
  public @Nullable Room find(RoomId id) {
    return rooms.get(id);
  }

  private @Nullable Admission reserveSeat() {
    lock.lock();
    try {
      if (shuttingDown) {
        return new Admission.ShuttingDown();
      }
      if (seats >= limits.participants()) {
        return new Admission.ServerFull(
            "The server has its limit of " + limits.participants() + " participants. Try later.");
      }
      seats++;
      return null;
    } finally {
      lock.unlock();
    }
  }

  void freeSeat() {
    lock.lock();
    try {
      seats--;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Room findOrOpen(RoomId id) {
    lock.lock();
    try {
      Room room = rooms.get(id);
      if (room == null && rooms.size() < limits.rooms()) {
        room = new Room(id, settings, world, ended -> rooms.remove(id, ended));
        rooms.put(id, room);
        room.start();
      }
      return room;
    } finally {
      lock.unlock();
    }
  }

  int count() {
    return rooms.size();
  }

  int seats() {
    lock.lock();
    try {
      return seats;
    } finally {
      lock.unlock();
    }
  }

  Population population() {
    int participants = 0;
    int viewers = 0;
    for (Room room : rooms.values()) {
      participants += room.population().participants();
      viewers += room.population().viewers();
    }
    return new Population(participants, viewers);
  }

  /** Ends all rooms and lets nobody in any more. */
  void shutDown(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      shuttingDown = true;
    } finally {
      lock.unlock();
    }
    List<Room> open = List.copyOf(rooms.values());
    open.forEach(room -> room.post(new RoomCommand.ShutDown()));
    long deadline = world.clocks().nanos().getAsLong() + patience.toNanos();
    for (Room room : open) {
      long left = deadline - world.clocks().nanos().getAsLong();
      if (left <= 0 || !room.awaitEnd(left, TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }
}
