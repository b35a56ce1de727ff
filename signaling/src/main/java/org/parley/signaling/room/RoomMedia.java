package org.parley.signaling.room;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaPeer;
import org.parley.media.api.MediaPlane;
import org.parley.media.api.MediaRoom;
import org.parley.media.api.PeerId;
import org.parley.media.api.RemoteDescription;
import org.parley.media.api.RoomId;
import org.parley.signaling.negotiation.LocalDescription;

/** One room's peers on the media plane. Confined to the room's thread; events go to its mailbox. */
final class RoomMedia {
  private final MediaPlane plane;
  private final MediaRoom room;
  private final Consumer<RoomCommand> mailbox;
  private final Map<PeerId, MediaPeer> peers = new HashMap<>();

  RoomMedia(MediaPlane plane, RoomId id, Consumer<RoomCommand> mailbox) {
    this.plane = plane;
    this.mailbox = mailbox;
    room = plane.openRoom(id, event -> mailbox.accept(new RoomCommand.FromMedia(event)));
  }

  void open(PeerId id, DataIdentity data) {
    peers.put(
        id, room.addPeer(id, data, event -> mailbox.accept(new RoomCommand.FromPeer(id, event))));
  }

  LocalDescription apply(PeerId id, RemoteDescription remote, @Nullable InetAddress reachedBy) {
    MediaPeer peer = peers.get(id);
    if (peer == null) {
      throw new IllegalStateException("There is no peer " + id);
    }
    IceCredentials ice = peer.apply(remote);
    return new LocalDescription(ice, plane.fingerprint(), plane.candidates(reachedBy));
  }

  void addCandidates(RoomEffect.AddCandidates add) {
    MediaPeer peer = peers.get(add.peer());
    if (peer != null) {
      for (IceCandidate candidate : add.candidates()) {
        peer.addRemoteCandidate(add.ufrag(), candidate);
      }
    }
  }

  void assign(RoomEffect.Assign assign) {
    MediaPeer peer = peers.get(assign.peer());
    if (peer != null) {
      peer.assign(assign.assignments());
    }
  }

  void negotiate(RoomEffect.Negotiate negotiate) {
    MediaPeer peer = peers.get(negotiate.peer());
    if (peer != null) {
      peer.negotiate(negotiate.channels());
    }
  }

  void send(RoomEffect.SendServed send) {
    MediaPeer peer = peers.get(send.peer());
    if (peer != null) {
      peer.sendServed(send.label(), send.text());
    }
  }

  void close(PeerId id) {
    MediaPeer peer = peers.remove(id);
    if (peer != null) {
      peer.close();
    }
  }

  void close() {
    room.close();
  }
}
