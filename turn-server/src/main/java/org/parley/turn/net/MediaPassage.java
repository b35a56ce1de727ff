package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.passage.Carrier;
import org.parley.net.passage.Entrance;
import org.parley.net.passage.Landing;
import org.parley.net.passage.Passage;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpHub;
import org.parley.net.udp.UdpPort;
import org.parley.turn.relay.RelayServer;

/** The way between one loop's relays and our media server, inside the process; on that loop. */
final class MediaPassage {
  private final Passage passage;
  private final LoopCounters counters;
  private final Landing landing;
  private final Carrier carrier = new Carrier();

  MediaPassage(Passage passage, NetworkLoop loop, UdpHub hub, LoopCounters counters) {
    this.passage = passage;
    this.counters = counters;
    UdpHub.Room room = new UdpHub.Room(RelayServer.HEADROOM, RelayServer.TAILROOM);
    this.landing = new Landing(loop, room, hub::wakeUp, () -> {});
  }

  Landing landing() {
    return landing;
  }

  void open(RelaySocket relay) {
    passage.addRelay(relay.local(), relay);
  }

  void close(RelaySocket relay) {
    passage.removeRelay(relay.local(), relay);
  }

  /**
   * Takes a packet that is for our media server.
   *
   * @return false if it is not, or too long for it
   */
  boolean take(RelaySocket relay, ByteBuf content, int offset, int length, RemoteAddress to) {
    Entrance entrance = passage.media(to);
    if (entrance == null || length > UdpPort.MAX_DATAGRAM) {
      return false;
    }
    RemoteAddress from = relay.local();
    boolean taken = carrier.add(entrance.doorway(from), from, content, offset, length);
    counters.increment(taken ? LoopCounter.TO_MEDIA : LoopCounter.PASSAGE_DROPPED);
    return true;
  }

  /**
   * Counts a packet of our media server.
   *
   * @return false if it came too late
   */
  boolean counts(RelaySocket relay) {
    boolean late = relay.closed();
    counters.increment(late ? LoopCounter.PASSAGE_DROPPED : LoopCounter.FROM_MEDIA);
    return !late;
  }

  /** What was taken in this wake-up goes on its way. */
  void handOver() {
    carrier.handOver();
  }
}
