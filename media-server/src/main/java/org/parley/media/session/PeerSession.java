package org.parley.media.session;

import static org.parley.media.session.MediaCounter.BYTES_RECEIVED;
import static org.parley.media.session.MediaCounter.BYTES_SENT;
import static org.parley.media.session.MediaCounter.COMMANDS_DROPPED;
import static org.parley.media.session.MediaCounter.PACKETS_DUPLICATE;
import static org.parley.media.session.MediaCounter.PACKETS_MALFORMED;
import static org.parley.media.session.MediaCounter.PACKETS_RECEIVED;
import static org.parley.media.session.MediaCounter.PACKETS_SENT;
import static org.parley.media.session.MediaCounter.PACKETS_UNKNOWN_PAYLOAD_TYPE;
import static org.parley.media.session.MediaCounter.PACKETS_UNKNOWN_SOURCE;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaLine;
import org.parley.media.api.MediaPath;
import org.parley.media.api.MediaPeer;
import org.parley.media.api.Mid;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RemoteDescription;
import org.parley.media.api.SlotAssignment;
import org.parley.media.receive.ArrivalRecorder;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.receive.PublisherClock;
import org.parley.media.receive.StreamDemuxer;
import org.parley.media.route.TrackRoute;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.ExtensionValues;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.SequenceUnwrapper;
import org.parley.media.send.Outlet;
import org.parley.media.send.Slot;
import org.parley.media.transport.PeerTransport;

/** One peer: what it publishes, the slots it receives, and the transport of both. */
final class PeerSession implements MediaPeer, PeerTransport.Listener, Outlet, Slot.Listener {
  private final PeerId id;
  private final RoomSession room;
  private final Consumer<PeerEvent> listener;
  private final PeerTransport transport;

  // Guarded by this: which generation of ICE the next description continues.
  private @Nullable IceCredentials remoteIce;

  // Confined to the room's loop.
  private final RtpPacket rtp = new RtpPacket();
  private final StreamDemuxer demuxer = new StreamDemuxer();
  private final SequenceUnwrapper transportSequences = new SequenceUnwrapper();
  private final ArrivalRecorder arrivals = new ArrivalRecorder();
  private final PublisherClock clock = new PublisherClock();
  private final Map<Mid, Slot> slots = new HashMap<>();
  private final RtcpInput rtcpInput;
  private final RtcpOutput rtcpOutput;
  private boolean connected;
  private boolean closed;
  private boolean unflushed;

  PeerSession(PeerId id, RoomSession room, Consumer<PeerEvent> listener) {
    this.id = id;
    this.room = room;
    this.listener = listener;
    this.rtcpInput = new RtcpInput(this, room);
    this.rtcpOutput = new RtcpOutput(this, room);
    this.transport = room.openTransport(this);
  }

  @Override
  public PeerId id() {
    return id;
  }

  @Override
  public synchronized IceCredentials apply(RemoteDescription remote) {
    IceCredentials before = remoteIce;
    boolean restart = before != null && !before.ufrag().equals(remote.ice().ufrag());
    IceCredentials mine = restart ? transport.restartIce() : transport.localCredentials();
    if (before == null || restart) {
      remoteIce = remote.ice();
      transport.setRemote(remote.ice(), remote.fingerprints());
    }
    room.execute(() -> configure(remote.lines()));
    return mine;
  }

  @Override
  public void addRemoteCandidate(String ufrag, IceCandidate candidate) {
    transport.addRemoteCandidate(ufrag, candidate);
  }

  @Override
  public void assign(List<SlotAssignment> assignments) {
    List<SlotAssignment> copy = List.copyOf(assignments);
    room.execute(() -> copy.forEach(this::assign));
  }

  @Override
  public void close() {
    room.execute(this::closeNow);
  }

  private void configure(List<MediaLine> lines) {
    if (closed) {
      return;
    }
    List<IncomingTrack> gone = demuxer.configure(lines, trackId -> room.openRoute(trackId, this));
    gone.forEach(track -> room.closeRoute(track.id()));
    demuxer.tracks().forEach(room::attach);
    ExtensionIds extensions = demuxer.extensions();
    Map<Mid, Slot> before = new HashMap<>(slots);
    slots.clear();
    for (MediaLine line : lines) {
      if (line.slot() == null || line.codecs().isEmpty()) {
        continue;
      }
      Slot slot = before.remove(line.mid());
      if (slot == null) {
        slot = new Slot(line, extensions, this, this);
        slot.connected(connected, room.nowNanos());
      } else {
        slot.update(line, extensions);
      }
      slots.put(line.mid(), slot);
    }
    before.values().forEach(slot -> connect(slot, null));
    rtcpInput.slots(slots.values());
    rtcpOutput.configure(lines);
  }

  private void assign(SlotAssignment assignment) {
    Slot slot = slots.get(assignment.mid());
    if (slot == null) {
      if (assignment.track() != null) {
        room.count(COMMANDS_DROPPED, 1);
      }
      return;
    }
    TrackRoute route = assignment.track() == null ? null : room.route(assignment.track());
    if (assignment.track() != null && (route == null || route.publisher().equals(id))) {
      room.count(COMMANDS_DROPPED, 1);
      route = null;
    }
    slot.resize(assignment.maxWidth(), assignment.maxHeight(), room.nowNanos());
    connect(slot, route);
    room.pollKeyframes();
  }

  /** Moves a slot from the route that feeds it now to another, or to none. */
  void connect(Slot slot, @Nullable TrackRoute route) {
    IncomingTrack before = slot.track();
    IncomingTrack after = route == null ? null : route.track();
    if (before == after) {
      return;
    }
    if (before != null) {
      TrackRoute old = room.route(before.id());
      if (old != null) {
        old.remove(slot);
      }
    }
    slot.assign(after, route == null ? null : room.clockOf(route), room.nowNanos());
    if (route != null) {
      route.add(slot);
    }
  }

  void closeNow() {
    if (closed) {
      return;
    }
    closed = true;
    rtcpOutput.goodbye();
    flush();
    transport.close();
    slots.values().forEach(slot -> connect(slot, null));
    slots.clear();
    demuxer.tracks().forEach(track -> room.closeRoute(track.id()));
    room.remove(this);
  }

  /** Calls that time makes: feedback, reports, layers that came or went. */
  void onTick(long nowNanos) {
    rtcpOutput.onTick(nowNanos);
    flush();
  }

  void selectLayers(long nowNanos) {
    slots.values().forEach(slot -> slot.select(nowNanos));
  }

  void pollKeyframes(long nowNanos) {
    rtcpOutput.pollKeyframes(nowNanos);
    flush();
  }

  @Override
  public void onConnected(MediaPath path) {
    connectSlots(true);
    listener.accept(new PeerEvent.Connected(path));
  }

  @Override
  public void onPathChanged(MediaPath path) {
    listener.accept(new PeerEvent.PathChanged(path));
  }

  @Override
  public void onDisconnected() {
    connectSlots(false);
    listener.accept(new PeerEvent.Disconnected());
  }

  @Override
  public void onReconnected(MediaPath path) {
    connectSlots(true);
    listener.accept(new PeerEvent.Reconnected(path));
  }

  @Override
  public void onFailed(String reason) {
    connectSlots(false);
    listener.accept(new PeerEvent.Failed(reason));
  }

  private void connectSlots(boolean connected) {
    this.connected = connected;
    slots.values().forEach(slot -> slot.connected(connected, room.nowNanos()));
    room.pollKeyframes();
  }

  @Override
  public void onRtp(ByteBuf packet, long nowNanos) {
    room.count(PACKETS_RECEIVED, 1);
    room.count(BYTES_RECEIVED, packet.readableBytes());
    if (!rtp.wrap(packet)) {
      room.count(PACKETS_MALFORMED, 1);
      return;
    }
    recordArrival(nowNanos);
    switch (demuxer.onRtp(rtp, nowNanos)) {
      case DELIVERED, PROBE -> {}
      case DUPLICATE -> room.count(PACKETS_DUPLICATE, 1);
      case UNKNOWN_SOURCE -> room.count(PACKETS_UNKNOWN_SOURCE, 1);
      case UNKNOWN_PAYLOAD_TYPE -> room.count(PACKETS_UNKNOWN_PAYLOAD_TYPE, 1);
      case MALFORMED -> room.count(PACKETS_MALFORMED, 1);
    }
  }

  private void recordArrival(long nowNanos) {
    int extension = demuxer.extensions().id(HeaderExtensionType.TRANSPORT_CC);
    long found = extension == 0 ? RtpPacket.NONE : rtp.findExtension(extension);
    if (found == RtpPacket.NONE) {
      return;
    }
    int sequence =
        ExtensionValues.transportSequence(
            rtp.buffer(), RtpPacket.extensionOffset(found), RtpPacket.extensionLength(found));
    if (sequence >= 0) {
      arrivals.onPacket(transportSequences.unwrap(sequence), nowNanos);
    }
  }

  @Override
  public void onRtcp(ByteBuf packet, long nowNanos) {
    rtcpInput.onPacket(packet, nowNanos);
  }

  @Override
  public void onBatchEnd(long nowNanos) {
    rtcpOutput.onBatchEnd(nowNanos);
    flush();
  }

  @Override
  public ByteBuf allocate(int capacity) {
    return transport.allocate(capacity);
  }

  @Override
  public void sendRtp(ByteBuf packet) {
    room.count(PACKETS_SENT, 1);
    room.count(BYTES_SENT, packet.readableBytes());
    unflushed = true;
    transport.sendRtp(packet);
  }

  void sendRtcp(ByteBuf packet) {
    room.count(MediaCounter.RTCP_SENT, 1);
    unflushed = true;
    transport.sendRtcp(packet);
  }

  void flush() {
    if (unflushed) {
      unflushed = false;
      transport.flush();
    }
  }

  @Override
  public void onUndecodable(Slot slot, IncomingTrack track, LayerReceiver layer) {
    listener.accept(
        new PeerEvent.TrackUndecodable(slot.line().mid(), track.id(), layer.codec().codec()));
  }

  void tell(PeerEvent event) {
    listener.accept(event);
  }

  boolean connected() {
    return connected;
  }

  StreamDemuxer demuxer() {
    return demuxer;
  }

  ArrivalRecorder arrivals() {
    return arrivals;
  }

  PublisherClock clock() {
    return clock;
  }

  Map<Mid, Slot> slots() {
    return slots;
  }
}
