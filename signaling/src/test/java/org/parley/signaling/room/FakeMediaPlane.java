package org.parley.signaling.room;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaPeer;
import org.parley.media.api.MediaPlane;
import org.parley.media.api.MediaRoom;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RemoteDescription;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.RoomId;
import org.parley.media.api.SlotAssignment;

/** A media plane that only remembers what it was told. Safe to use from any thread. */
public final class FakeMediaPlane implements MediaPlane {
  private final Map<RoomId, FakeRoom> rooms = new ConcurrentHashMap<>();
  private final AtomicInteger generations = new AtomicInteger();

  /** What was commanded, such as {@code open room} or {@code close c-1}. */
  private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();

  private volatile boolean broken;

  /** From now on nothing is applied. */
  public void breakDown() {
    broken = true;
  }

  /** Rooms that are open. */
  public int rooms() {
    return rooms.size();
  }

  /** Peers that are open, in all rooms. */
  public int peers() {
    return rooms.values().stream().mapToInt(room -> room.peers.size()).sum();
  }

  /** The next command that begins so; those before it are dropped. */
  public String awaitCommand(String prefix) throws InterruptedException {
    while (true) {
      String command = commands.poll(10, TimeUnit.SECONDS);
      if (command == null) {
        throw new AssertionError("The media plane was never told to " + prefix);
      }
      if (command.startsWith(prefix)) {
        return command;
      }
    }
  }

  /** Tells the only room's only peer's listener. */
  public void tellPeers(PeerEvent event) {
    rooms
        .values()
        .forEach(room -> room.peers.values().forEach(peer -> peer.listener.accept(event)));
  }

  @Override
  public MediaRoom openRoom(RoomId id, Consumer<RoomEvent> listener) {
    commands.add("open room " + id);
    FakeRoom room = new FakeRoom(id);
    if (rooms.putIfAbsent(id, room) != null) {
      throw new IllegalStateException("The room is open already: " + id);
    }
    return room;
  }

  @Override
  public Fingerprint fingerprint() {
    return new Fingerprint("sha-256", "00:".repeat(31) + "00");
  }

  @Override
  public List<IceCandidate> candidates(@Nullable InetAddress reachedBy) {
    return List.of(
        new IceCandidate(
            "1",
            IceCandidate.Protocol.UDP,
            2_130_706_431L,
            new InetSocketAddress("192.0.2.1", 10_000),
            IceCandidate.Type.HOST));
  }

  private final class FakeRoom implements MediaRoom {
    private final RoomId id;
    private final Map<PeerId, FakePeer> peers = new ConcurrentHashMap<>();

    FakeRoom(RoomId id) {
      this.id = id;
    }

    @Override
    public MediaPeer addPeer(PeerId peerId, DataIdentity data, Consumer<PeerEvent> listener) {
      FakePeer peer = new FakePeer(this, peerId, listener);
      peers.put(peerId, peer);
      return peer;
    }

    @Override
    public void close() {
      rooms.remove(id, this);
      commands.add("close room " + id);
    }
  }

  private final class FakePeer implements MediaPeer {
    private final FakeRoom room;
    private final PeerId id;
    private final Consumer<PeerEvent> listener;
    private String remoteUfrag = "";
    private int generation;

    FakePeer(FakeRoom room, PeerId id, Consumer<PeerEvent> listener) {
      this.room = room;
      this.id = id;
      this.listener = listener;
    }

    @Override
    public PeerId id() {
      return id;
    }

    @Override
    public IceCredentials apply(RemoteDescription remote) {
      if (broken) {
        throw new IllegalStateException("The media plane is broken, as the test wants it");
      }
      if (!remote.ice().ufrag().equals(remoteUfrag)) {
        remoteUfrag = remote.ice().ufrag();
        generation = generations.incrementAndGet();
      }
      return new IceCredentials("local" + generation, "0123456789abcdef01234567");
    }

    @Override
    public void addRemoteCandidate(String ufrag, IceCandidate candidate) {
      commands.add("candidate " + ufrag + " " + candidate.address().getPort());
    }

    @Override
    public void assign(List<SlotAssignment> assignments) {
      commands.add("assign " + assignments.size());
    }

    @Override
    public void negotiate(List<NegotiatedChannel> channels) {
      commands.add("negotiate " + channels.stream().map(NegotiatedChannel::label).toList());
    }

    @Override
    public void sendServed(String label, String text) {
      commands.add("send " + label + " " + text);
    }

    @Override
    public void close() {
      room.peers.remove(id);
      commands.add("close peer");
    }
  }
}
