package org.parley.net.passage;

import org.parley.net.loop.NetworkLoop;
import org.parley.net.udp.UdpHub;

/** A loop that takes packets from others. */
public final class Landing {
  private final NetworkLoop loop;
  private final UdpHub.Room room;
  private final Runnable begin;
  private final Runnable end;

  /**
   * @param room around each packet
   * @param begin called on the loop before packets come
   * @param end called on the loop after they came
   */
  public Landing(NetworkLoop loop, UdpHub.Room room, Runnable begin, Runnable end) {
    this.loop = loop;
    this.room = room;
    this.begin = begin;
    this.end = end;
  }

  UdpHub.Room room() {
    return room;
  }

  void begin() {
    begin.run();
  }

  void end() {
    end.run();
  }

  void execute(Runnable task) {
    loop.eventLoop().execute(task);
  }
}
