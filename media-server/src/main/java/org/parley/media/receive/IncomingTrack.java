package org.parley.media.receive;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.Rid;
import org.parley.media.api.RtcpFeedback;
import org.parley.media.api.TrackId;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.RtpPacket;

/**
 * A published track: the m-line that negotiated it and its layers, one without simulcast. Lives on
 * the publisher's loop; what its line and layers tell of themselves may be read on any.
 */
public final class IncomingTrack {

  /** Where accepted packets go. */
  public interface Sink {
    /**
     * @param packet valid during the call only; read-only
     */
    void onPacket(IncomingTrack track, LayerReceiver layer, RtpPacket packet, long nowNanos);
  }

  private final TrackId id;
  private final Sink sink;
  private final List<LayerReceiver> layers = new ArrayList<>();
  private volatile MediaLine line;
  private PayloadTypes payloadTypes;

  IncomingTrack(TrackId id, MediaLine line, ExtensionIds extensions, Sink sink) {
    this.id = id;
    this.line = line;
    this.sink = sink;
    this.payloadTypes = new PayloadTypes(line.codecs());
    NegotiatedCodec first = line.codecs().getFirst();
    boolean video = line.kind() == MediaKind.VIDEO;
    if (line.rids().isEmpty()) {
      layers.add(new LayerReceiver(null, video, first, extensions));
    }
    for (Rid rid : line.rids()) {
      layers.add(new LayerReceiver(rid, video, first, extensions));
    }
  }

  void update(MediaLine line, ExtensionIds extensions) {
    this.line = line;
    this.payloadTypes = new PayloadTypes(line.codecs());
    layers.forEach(layer -> layer.update(extensions));
  }

  public TrackId id() {
    return id;
  }

  public MediaKind kind() {
    return line.kind();
  }

  public MediaLine line() {
    return line;
  }

  /** In the order of the offer's rids. */
  public List<LayerReceiver> layers() {
    return layers;
  }

  PayloadTypes payloadTypes() {
    return payloadTypes;
  }

  @Nullable LayerReceiver layer(Rid rid) {
    for (LayerReceiver layer : layers) {
      if (rid.equals(layer.rid())) {
        return layer;
      }
    }
    return null;
  }

  void deliver(LayerReceiver layer, RtpPacket packet, long nowNanos) {
    sink.onPacket(this, layer, packet, nowNanos);
  }

  /** Whether lost packets may be asked for on this layer's codec. */
  static boolean nackNegotiated(LayerReceiver layer) {
    return layer.codec().feedback().contains(RtcpFeedback.NACK);
  }
}
