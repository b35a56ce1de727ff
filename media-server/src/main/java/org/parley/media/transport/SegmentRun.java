package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive packets to one address that the system can send as one: all of one size, the last
 * perhaps shorter (UDP_SEGMENT, "generic segmentation offload"). The system's own work per packet
 * is most of what sending costs, and so is done once for the run.
 */
final class SegmentRun {
  /** The kernel takes 64 segments and no more than an IP packet's length. */
  static final int MAX_SEGMENTS = 48;

  static final int MAX_BYTES = 60_000;
  private static final int FIRST_SEGMENTS = 12;

  private @Nullable ByteBuf buffer;
  private int segmentSize;
  private int segments;
  private boolean ended;

  boolean isEmpty() {
    return segments == 0;
  }

  /** Whether the packet can be the next of a run that is not empty. */
  boolean fits(ByteBuf packet) {
    int length = packet.readableBytes();
    return !ended
        && length <= segmentSize
        && segments < MAX_SEGMENTS
        && segments * segmentSize + length <= MAX_BYTES;
  }

  /** Takes ownership of a packet that fits, or of the first. */
  void add(ByteBuf packet) {
    ByteBuf held = buffer;
    if (held == null) {
      buffer = packet;
      segmentSize = packet.readableBytes();
      segments = 1;
      return;
    }
    if (segments == 1) {
      ByteBuf first = held;
      held =
          PooledByteBufAllocator.DEFAULT.directBuffer(
              Math.min(segmentSize * FIRST_SEGMENTS, MAX_BYTES), MAX_BYTES);
      held.writeBytes(first);
      first.release();
      buffer = held;
    }
    ended = packet.readableBytes() < segmentSize;
    held.writeBytes(packet);
    packet.release();
    segments++;
  }

  /** What to write; the run is empty then. */
  DatagramPacket take(InetSocketAddress remote) {
    ByteBuf held = buffer;
    if (held == null) {
      throw new IllegalStateException("an empty run");
    }
    DatagramPacket message =
        segments == 1
            ? new DatagramPacket(held, remote)
            : new SegmentedDatagramPacket(held, segmentSize, remote);
    buffer = null;
    segments = 0;
    ended = false;
    return message;
  }
}
