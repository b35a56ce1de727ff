package org.parley.media.receive;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.MediaLine;
import org.parley.media.api.MediaLine.DeclaredSource;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.Rid;
import org.parley.media.api.TrackId;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.ExtensionValues;
import org.parley.media.rtp.Retransmission;
import org.parley.media.rtp.RtpPacket;

/**
 * Finds the layer that a peer's packet belongs to (RFC 8843 section 9.2, RFC 8852) and restores
 * retransmissions (RFC 4588).
 *
 * <p>A peer has its own demuxer, so its SSRCs, mids and rids can never reach another peer's tracks.
 * Only authenticated packets get here.
 */
public final class StreamDemuxer {
  /** SSRCs that one peer may introduce. */
  static final int MAX_SOURCES = 128;

  /** What became of a packet. */
  public enum Outcome {
    DELIVERED,
    /** An RTX packet without content, sent to probe the link. */
    PROBE,
    DUPLICATE,
    UNKNOWN_SOURCE,
    UNKNOWN_PAYLOAD_TYPE,
    MALFORMED
  }

  private record Source(IncomingTrack track, LayerReceiver layer) {}

  private final Map<TrackId, IncomingTrack> tracks = new LinkedHashMap<>();
  private final IntObjectHashMap<Source> sources = new IntObjectHashMap<>();
  private List<IncomingTrack> ordered = List.of();
  private ExtensionIds extensions = ExtensionIds.NONE;

  /**
   * Makes the tracks those of {@code lines}; tracks that stay keep their state.
   *
   * @param sinks asked once for every new track
   * @return tracks that are gone
   */
  public List<IncomingTrack> configure(
      List<MediaLine> lines, Function<MediaLine, IncomingTrack.Sink> sinks) {
    extensions = ExtensionIds.of(lines);
    Map<TrackId, IncomingTrack> before = new LinkedHashMap<>(tracks);
    tracks.clear();
    for (MediaLine line : lines) {
      TrackId id = line.track();
      if (id == null || line.codecs().isEmpty()) {
        continue;
      }
      IncomingTrack track = before.remove(id);
      if (track == null) {
        track = new IncomingTrack(id, line, extensions, sinks.apply(line));
      } else {
        track.update(line, extensions);
      }
      tracks.put(id, track);
      declare(track);
    }
    ordered = List.copyOf(tracks.values());
    List<IncomingTrack> gone = new ArrayList<>(before.values());
    sources.values().removeIf(source -> gone.contains(source.track()));
    return gone;
  }

  /** In the order of their m-lines. */
  public List<IncomingTrack> tracks() {
    return ordered;
  }

  public ExtensionIds extensions() {
    return extensions;
  }

  /** Delivers an authenticated packet to its track's sink. */
  public Outcome onRtp(RtpPacket packet, long nowNanos) {
    Source source = sources.get(packet.ssrc());
    if (source == null) {
      source = identify(packet);
      if (source == null) {
        return Outcome.UNKNOWN_SOURCE;
      }
    }
    IncomingTrack track = source.track();
    LayerReceiver layer = source.layer();
    NegotiatedCodec codec = track.payloadTypes().primary(packet.payloadType());
    if (codec == null) {
      codec = track.payloadTypes().rtx(packet.payloadType());
      if (codec == null) {
        return Outcome.UNKNOWN_PAYLOAD_TYPE;
      }
      if (packet.payloadLength() == 0) {
        return Outcome.PROBE;
      }
      if (!layer.bound() || !restore(packet, layer.ssrc(), codec.payloadType())) {
        return Outcome.MALFORMED;
      }
    }
    if (!layer.onPacket(packet, codec, nowNanos)) {
      return Outcome.DUPLICATE;
    }
    track.deliver(layer, packet, nowNanos);
    return Outcome.DELIVERED;
  }

  /** A source said goodbye (RFC 3550 section 6.6); the SSRC may be introduced again. */
  public void onGoodbye(int ssrc) {
    sources.remove(ssrc);
  }

  /** The layer whose original packets have this SSRC. */
  public @Nullable LayerReceiver layer(int ssrc) {
    Source source = sources.get(ssrc);
    return source != null && source.layer().ssrc() == ssrc ? source.layer() : null;
  }

  private void declare(IncomingTrack track) {
    List<DeclaredSource> declared = track.line().sources();
    for (int i = 0; i < declared.size() && i < track.layers().size(); i++) {
      LayerReceiver layer = track.layers().get(i);
      Source source = new Source(track, layer);
      if (!layer.bound()) {
        layer.bind(declared.get(i).ssrc());
      }
      introduce(declared.get(i).ssrc(), source);
      Integer rtxSsrc = declared.get(i).rtxSsrc();
      if (rtxSsrc != null) {
        introduce(rtxSsrc, source);
      }
    }
  }

  private @Nullable Source introduce(int ssrc, Source source) {
    if (sources.size() >= MAX_SOURCES) {
      return null;
    }
    sources.put(ssrc, source);
    return source;
  }

  private @Nullable Source identify(RtpPacket packet) {
    IncomingTrack track = trackOf(packet);
    if (track == null) {
      return null;
    }
    boolean rtx = track.payloadTypes().rtx(packet.payloadType()) != null;
    LayerReceiver layer = layerOf(packet, track, rtx);
    if (layer == null) {
      return null;
    }
    if (!rtx) {
      layer.bind(packet.ssrc());
    }
    return introduce(packet.ssrc(), new Source(track, layer));
  }

  private @Nullable IncomingTrack trackOf(RtpPacket packet) {
    String mid = text(packet, HeaderExtensionType.MID);
    IncomingTrack only = null;
    for (IncomingTrack track : tracks.values()) {
      if (mid != null) {
        if (track.line().mid().equals(new Mid(mid))) {
          return track;
        }
      } else if (track.payloadTypes().primary(packet.payloadType()) != null
          || track.payloadTypes().rtx(packet.payloadType()) != null) {
        // Without a mid the payload type decides where it is used by one m-line only.
        if (only != null) {
          return null;
        }
        only = track;
      }
    }
    return only;
  }

  private @Nullable LayerReceiver layerOf(RtpPacket packet, IncomingTrack track, boolean rtx) {
    if (track.line().rids().isEmpty()) {
      return track.layers().getFirst();
    }
    String rid =
        text(
            packet,
            rtx ? HeaderExtensionType.REPAIRED_RTP_STREAM_ID : HeaderExtensionType.RTP_STREAM_ID);
    return rid == null ? null : track.layer(new Rid(rid));
  }

  private @Nullable String text(RtpPacket packet, HeaderExtensionType type) {
    int id = extensions.id(type);
    long found = id == 0 ? RtpPacket.NONE : packet.findExtension(id);
    if (found == RtpPacket.NONE) {
      return null;
    }
    int offset = RtpPacket.extensionOffset(found);
    int length = RtpPacket.extensionLength(found);
    return type == HeaderExtensionType.MID
        ? ExtensionValues.mid(packet.buffer(), offset, length)
        : ExtensionValues.streamId(packet.buffer(), offset, length);
  }

  /**
   * Turns an RTX packet into the original in place: the header moves over the original sequence
   * number.
   */
  private static boolean restore(RtpPacket packet, int ssrc, int payloadType) {
    ByteBuf buffer = packet.buffer();
    int start = buffer.readerIndex();
    int original = Retransmission.originalSequenceNumber(packet);
    if (original < 0) {
      return false;
    }
    for (int i = packet.headerLength() - 1; i >= 0; i--) {
      buffer.setByte(start + i + 2, buffer.getByte(start + i));
    }
    buffer.readerIndex(start + 2);
    if (!packet.wrap(buffer)) {
      return false;
    }
    packet.ssrc(ssrc);
    packet.payloadType(payloadType);
    packet.sequenceNumber(original);
    return true;
  }
}
