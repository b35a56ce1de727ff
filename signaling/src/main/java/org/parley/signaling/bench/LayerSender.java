package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.parley.media.rtp.HeaderExtensionWriter;

/**
 * One layer of a synthetic camera: numbers and writes its packets. Without simulcast it is the only
 * one. On the publisher's loop.
 */
final class LayerSender {
  private static final byte[] MID = SdpOffer.MID.getBytes(StandardCharsets.US_ASCII);

  private final Video format;
  private final int layer;
  private final int ssrc;
  private final byte @Nullable [] rid;
  private final SourceStream source = new SourceStream();
  private final SyntheticVideo pictures;
  private final HeaderExtensionWriter header = new HeaderExtensionWriter();
  private final SentPackets sent;
  private boolean keyframeWanted = true;
  private boolean known;
  private long frames;
  private int keyframes;
  private int timestamp;

  LayerSender(Video format, int layer, int ssrc) {
    this.format = format;
    this.layer = layer;
    this.ssrc = ssrc;
    this.rid =
        format.rids().isEmpty()
            ? null
            : format.rids().get(layer).getBytes(StandardCharsets.US_ASCII);
    this.pictures = new SyntheticVideo(1 << format.layers() - 1 - layer);
    this.sent = new SentPackets(ssrc + SdpOffer.RTX_SSRC_OFFSET);
  }

  int ssrc() {
    return ssrc;
  }

  SourceStream source() {
    return source;
  }

  SentPackets sent() {
    return sent;
  }

  int keyframes() {
    return keyframes;
  }

  int timestamp() {
    return timestamp;
  }

  void wantKeyframe() {
    keyframeWanted = true;
  }

  /** The server reports on the source: it knows by now whose it is (RFC 8852 section 3.1). */
  void known() {
    known = true;
  }

  /** How many packets the next frame has. */
  int beginFrame() {
    int packets = format.packetsInFrame(layer, frames);
    timestamp = (int) (frames * SyntheticVideo.CLOCK_RATE / format.framesPerSecond());
    frames++;
    if (packets > 0) {
      pictures.nextPicture();
    }
    return packets;
  }

  /** Writes a packet of the frame, up to its encryption. */
  void write(ByteBuf packet, boolean first, boolean last) {
    int counter = source.nextCounter();
    header.begin(
        packet, false, last, SyntheticVideo.PAYLOAD_TYPE, counter & 0xFFFF, timestamp, ssrc);
    byte[] name = rid;
    if (name != null && !known) {
      header.add(SdpOffer.MID_EXTENSION, MID);
      header.add(SdpOffer.RID_EXTENSION, name);
    }
    header.finish();
    int stamp = pictures.write(packet, format.payloadBytes(), keyframeWanted, first);
    Stamp.write(packet, stamp, layer, System.nanoTime(), counter);
    if (last && keyframeWanted) {
      keyframes++;
      keyframeWanted = false;
    }
  }
}
