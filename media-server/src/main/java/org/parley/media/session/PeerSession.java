package org.parley.media.session;

import static org.parley.media.session.MediaCounter.AUDIO_WITHHELD;
import static org.parley.media.session.MediaCounter.BYTES_SENT;
import static org.parley.media.session.MediaCounter.COMMANDS_DROPPED;
import static org.parley.media.session.MediaCounter.PACKETS_SENT;
import static org.parley.media.session.MediaCounter.VIDEO_WITHHELD;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.MediaPath;
import org.parley.media.api.MediaPeer;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RemoteDescription;
import org.parley.media.api.SlotAssignment;
import org.parley.media.receive.ArrivalRecorder;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.receive.PublisherClock;
import org.parley.media.receive.StreamDemuxer;
import org.parley.media.route.Branch;
import org.parley.media.route.TrackRoute;
import org.parley.media.route.Voice;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.send.Outlet;
import org.parley.media.send.Pressure;
import org.parley.media.send.Slot;
import org.parley.media.send.Subscriber;
import org.parley.media.transport.PeerTransport;

/** One peer: what it publishes, the slots it receives, and the transport of both. */
final class PeerSession implements MediaPeer, PeerTransport.Listener, Outlet, Slot.Listener {
  private final PeerId id;
  private final RoomShard shard;
  private final Voice voice;
  private final Consumer<PeerEvent> listener;
  private final PeerTransport transport;

  // Guarded by this: which generation of ICE the next description continues.
  private @Nullable IceCredentials remoteIce;

  // Confined to the shard's loop.
  private final StreamDemuxer demuxer = new StreamDemuxer();
  private final ArrivalRecorder arrivals = new ArrivalRecorder();
  private final PublisherClock clock = new PublisherClock();
  private final Map<Mid, Slot> slots = new HashMap<>();
  private List<Slot> slotList = List.of();
  private final Subscriber subscriber = new Subscriber(this);
  private final Map<Slot, Branch> feeds = new IdentityHashMap<>();
  private final RtpInput rtpInput;
  private final RtcpInput rtcpInput;
  private final RtcpOutput rtcpOutput;
  private final PeerData data;
  private boolean connected;
  private boolean closed;

  /**
   * @param number of its own in the room; who came later has a higher one
   */
  PeerSession(
      PeerId id,
      DataIdentity identity,
      long number,
      Voice voice,
      RoomShard shard,
      Consumer<PeerEvent> listener) {
    this.voice = voice;
    this.id = id;
    this.shard = shard;
    this.listener = listener;
    this.rtpInput = new RtpInput(this, shard);
    this.rtcpInput = new RtcpInput(this, shard);
    this.rtcpOutput = new RtcpOutput(this, shard);
    this.transport = shard.openTransport(this);
    this.data = new PeerData(shard.data(), identity, number, transport, listener);
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
    for (MediaLine line : remote.lines()) {
      if (line.track() != null && !line.codecs().isEmpty()) {
        // Before this returns, so that whoever hears of the track can watch it.
        shard.room().announce(line.track(), line.kind(), this);
      }
    }
    shard.execute(() -> configure(remote));
    return mine;
  }

  @Override
  public void addRemoteCandidate(String ufrag, IceCandidate candidate) {
    transport.addRemoteCandidate(ufrag, candidate);
  }

  @Override
  public void assign(List<SlotAssignment> assignments) {
    List<SlotAssignment> copy = List.copyOf(assignments);
    shard.execute(() -> copy.forEach(this::assign));
  }

  @Override
  public void negotiate(List<NegotiatedChannel> channels) {
    List<NegotiatedChannel> copy = List.copyOf(channels);
    shard.execute(() -> data.negotiate(copy));
  }

  @Override
  public void sendServed(String label, String text) {
    shard.execute(() -> data.sendServed(label, text));
  }

  /** It is among the room's peers from now on. */
  void enter() {
    data.enter();
  }

  @Override
  public void close() {
    shard.execute(this::closeNow);
  }

  private void configure(RemoteDescription remote) {
    if (closed) {
      return;
    }
    data.configure(remote.data());
    List<MediaLine> lines = remote.lines();
    List<IncomingTrack> gone =
        demuxer.configure(
            lines,
            line -> shard.openRoute(Objects.requireNonNull(line.track()), line.kind(), this));
    gone.forEach(track -> shard.closeRoute(track.id()));
    demuxer.tracks().forEach(shard::attach);
    ExtensionIds extensions = demuxer.extensions();
    Map<Mid, Slot> before = new HashMap<>(slots);
    slots.clear();
    for (MediaLine line : lines) {
      if (line.slot() == null || line.codecs().isEmpty()) {
        continue;
      }
      Slot slot = before.remove(line.mid());
      if (slot == null) {
        slot = new Slot(line, extensions, subscriber, this);
        slot.connected(connected, shard.nowNanos());
      } else {
        slot.update(line, extensions);
      }
      slots.put(line.mid(), slot);
    }
    before.values().forEach(slot -> connect(slot, null));
    slotList = List.copyOf(slots.values());
    rtcpInput.slots(slotList);
    rtcpOutput.configure(lines);
  }

  private void assign(SlotAssignment assignment) {
    Slot slot = slots.get(assignment.mid());
    if (slot == null) {
      if (assignment.track() != null) {
        shard.count(COMMANDS_DROPPED, 1);
      }
      return;
    }
    TrackRoute route = assignment.track() == null ? null : shard.room().route(assignment.track());
    if (assignment.track() != null && (route == null || route.publisher().equals(id))) {
      shard.count(COMMANDS_DROPPED, 1);
      route = null;
    }
    slot.resize(assignment.maxWidth(), assignment.maxHeight(), shard.nowNanos());
    connect(slot, route);
    shard.room().pollKeyframes();
  }

  /** Moves a slot from the track that it carries now to another, or to none. */
  void connect(Slot slot, @Nullable TrackRoute route) {
    Branch after = route == null ? null : shard.branch(route);
    Branch before = feeds.get(slot);
    if (before == after) {
      return;
    }
    if (before != null) {
      before.remove(slot, shard.nowNanos());
      feeds.remove(slot);
    }
    if (after != null) {
      feeds.put(slot, after);
      after.add(slot, shard.nowNanos());
    }
  }

  void closeNow() {
    if (closed) {
      return;
    }
    closed = true;
    rtcpOutput.goodbye();
    transport.close();
    slots.values().forEach(slot -> connect(slot, null));
    slots.clear();
    slotList = List.of();
    demuxer.tracks().forEach(track -> shard.closeRoute(track.id()));
    feeds.clear();
    data.close();
    shard.remove(this);
  }

  void onFeedbackTick(long nowNanos) {
    rtcpOutput.onFeedbackTick(nowNanos);
  }

  void onReportTick(long nowNanos) {
    rtcpOutput.onReportTick(nowNanos);
  }

  void selectLayers(long nowNanos) {
    for (int i = 0; i < slotList.size(); i++) {
      slotList.get(i).select(nowNanos);
    }
  }

  void pollKeyframes(long nowNanos) {
    rtcpOutput.pollKeyframes(nowNanos);
  }

  @Override
  public void onConnected(MediaPath path) {
    connectSlots(true);
    listener.accept(new PeerEvent.Connected(path));
    data.onConnected();
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
    data.onReconnected();
  }

  @Override
  public void onFailed(String reason) {
    connectSlots(false);
    data.onFailed(reason);
    listener.accept(new PeerEvent.Failed(reason));
  }

  private void connectSlots(boolean connected) {
    this.connected = connected;
    slots.values().forEach(slot -> slot.connected(connected, shard.nowNanos()));
    shard.room().pollKeyframes();
  }

  @Override
  public void onRtp(ByteBuf packet, long nowNanos) {
    rtpInput.onPacket(packet, nowNanos);
  }

  @Override
  public void onRtcp(ByteBuf packet, long nowNanos) {
    rtcpInput.onPacket(packet, nowNanos);
  }

  @Override
  public void onData(ByteBuf packet, long nowNanos) {
    data.onPacket(packet, nowNanos);
  }

  @Override
  public void onBatchEnd(long nowNanos) {
    rtcpOutput.onBatchEnd(nowNanos);
    shard.forwarder().forward(nowNanos);
    shard.data().settle();
  }

  @Override
  public ByteBuf begin(int capacity) {
    return transport.begin(capacity);
  }

  @Override
  public void send(int start, MediaKind kind) {
    int bytes = transport.sendRtp(start, kind == MediaKind.VIDEO);
    if (bytes > 0) {
      shard.count(PACKETS_SENT, 1);
      shard.count(BYTES_SENT, bytes);
    }
  }

  @Override
  public Pressure pressure() {
    return switch (transport.fullness()) {
      case FREE -> Pressure.NONE;
      case FILLING -> Pressure.HIGH_LAYERS;
      case NEARLY_FULL -> Pressure.VIDEO;
      case FULL -> Pressure.EVERYTHING;
    };
  }

  @Override
  public void onWithheld(MediaKind kind) {
    shard.count(kind == MediaKind.VIDEO ? VIDEO_WITHHELD : AUDIO_WITHHELD, 1);
  }

  void sendRtcp(int start) {
    shard.count(MediaCounter.RTCP_SENT, 1);
    transport.sendRtcp(start);
  }

  @Override
  public void onUndecodable(Slot slot, IncomingTrack track, LayerReceiver layer) {
    listener.accept(
        new PeerEvent.TrackUndecodable(slot.line().mid(), track.id(), layer.codec().codec()));
  }

  void tell(PeerEvent event) {
    listener.accept(event);
  }

  boolean takeSourceChanged() {
    return subscriber.takeSourceChanged();
  }

  RoomShard shard() {
    return shard;
  }

  Voice voice() {
    return voice;
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

  List<Slot> slots() {
    return slotList;
  }
}
