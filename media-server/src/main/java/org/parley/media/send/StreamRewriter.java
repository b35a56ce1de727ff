package org.parley.media.send;

import org.jspecify.annotations.Nullable;

/**
 * Keeps one outgoing stream continuous across changes of its source: sequence number, timestamp and
 * the codec's picture counters go on where the last source left off.
 */
final class StreamRewriter {
  private static final long NONE = -1;

  private @Nullable Mapping mapping;
  private long lastSequence = NONE;
  private int lastTimestamp;
  private long lastNanos;
  private int lastPictureId;
  private int lastTl0;
  private int lastFrameNumber;

  /**
   * Begins a new source with the packet at hand.
   *
   * @param captureGapNanos time between the captures of the last packet sent and this one; not
   *     positive when the two sources' clocks do not compare
   */
  Mapping begin(SourcePacket packet, long captureGapNanos, long nowNanos) {
    long sequence = packet.sequence();
    Mapping next;
    if (lastSequence == NONE) {
      // Keeps the source's own counters: nothing was sent that they would have to follow.
      next = new Mapping(packet.layer(), sequence, 0, 0, 0, 0, 0);
    } else {
      long gap = captureGapNanos > 0 ? captureGapNanos : Math.max(0, nowNanos - lastNanos);
      int clockRate = packet.codec().codec().clockRate();
      int ticks = (int) Math.max(1, gap / 1000 * clockRate / 1_000_000);
      next =
          new Mapping(
              packet.layer(),
              sequence,
              lastSequence + 1 - sequence,
              lastTimestamp + ticks - packet.rtp().timestamp(),
              packet.pictureId() < 0 ? 0 : lastPictureId + 1 - packet.pictureId(),
              packet.tl0PictureIndex() < 0 ? 0 : lastTl0 + 1 - packet.tl0PictureIndex(),
              packet.frameNumber() < 0 ? 0 : lastFrameNumber + 1 - packet.frameNumber());
    }
    mapping = next;
    return next;
  }

  @Nullable Mapping mapping() {
    return mapping;
  }

  /** Notes a packet that is sent under the current mapping. */
  void sent(Mapping mapping, SourcePacket packet, long nowNanos) {
    long sequence = mapping.sequence(packet.sequence());
    if (sequence <= lastSequence) {
      return;
    }
    lastSequence = sequence;
    lastTimestamp = mapping.timestamp(packet.rtp().timestamp());
    lastNanos = nowNanos;
    if (packet.pictureId() >= 0) {
      lastPictureId = packet.pictureId() + mapping.pictureIdOffset();
    }
    if (packet.tl0PictureIndex() >= 0) {
      lastTl0 = packet.tl0PictureIndex() + mapping.tl0Offset();
    }
    if (packet.frameNumber() >= 0) {
      lastFrameNumber = packet.frameNumber() + mapping.frameNumberOffset();
    }
  }

  boolean started() {
    return lastSequence != NONE;
  }

  /** Timestamp of the newest packet sent, in the outgoing stream's own count. */
  int lastTimestamp() {
    return lastTimestamp;
  }

  long lastNanos() {
    return lastNanos;
  }
}
