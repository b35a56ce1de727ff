package org.parley.media.send;

import java.util.Arrays;
import org.parley.media.api.MediaKind;

/** The packets of one track that wait for its slots in the batch at hand. */
public final class PendingPackets {
  /** Packets whose lengths differ by no more than this many bytes are made equal. */
  static final int MAX_PADDING = 16;

  private SourcePacket[] packets = new SourcePacket[16];
  private int size;

  /**
   * @return whether it is the first
   */
  public boolean add(SourcePacket packet) {
    if (size == packets.length) {
      packets = Arrays.copyOf(packets, 2 * size);
    }
    packets[size++] = packet;
    return size == 1;
  }

  int size() {
    return size;
  }

  SourcePacket get(int index) {
    return packets[index];
  }

  public void clear() {
    Arrays.fill(packets, 0, size, null);
    size = 0;
  }

  /**
   * Pads neighbours of almost one length to the longest of them, so that a subscriber's share of
   * the batch can leave as one segmented send. Encoders cut a frame into packets that differ by a
   * byte, the longest last: each would begin a send of its own.
   */
  public void level(MediaKind kind) {
    if (kind != MediaKind.VIDEO) {
      return;
    }
    int first = 0;
    while (first < size) {
      int least = packets[first].rtp().payloadLength();
      int most = least;
      int end = first + 1;
      while (end < size && packets[end].isShapedLike(packets[first])) {
        int length = packets[end].rtp().payloadLength();
        if (Math.max(most, length) - Math.min(least, length) > MAX_PADDING) {
          break;
        }
        least = Math.min(least, length);
        most = Math.max(most, length);
        end++;
      }
      // The last may be shorter as it is.
      for (int i = first; i < end - 1; i++) {
        packets[i].padding(most - packets[i].rtp().payloadLength());
      }
      first = end;
    }
  }
}
