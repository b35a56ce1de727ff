package org.parley.media.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.send.SourcePacket;

/**
 * Packets of one wake-up, copied once, each with what all of its subscribers need to know. Reused:
 * once grown to its usual size it allocates nothing.
 */
final class PacketBatch {
  static final int MAX_PACKETS = 128;
  private static final int MAX_BYTES = MAX_PACKETS * 2048;
  private static final int FIRST_BYTES = 16 * 1536;

  private ByteBuf bytes = allocate(FIRST_BYTES);
  private RtpPacket[] views = new RtpPacket[0];
  private SourcePacket[] packets = new SourcePacket[0];
  private int size;

  int size() {
    return size;
  }

  boolean isFull() {
    return size == MAX_PACKETS;
  }

  SourcePacket get(int index) {
    return packets[index];
  }

  /** A packet that {@code layer} has just accepted. */
  void add(RtpPacket packet, LayerReceiver layer) {
    RtpPacket view = copy(packet);
    packets[size++].read(view, layer);
  }

  void add(SourcePacket packet) {
    RtpPacket view = copy(packet.rtp());
    packets[size++].readCopy(view, packet);
  }

  private RtpPacket copy(RtpPacket packet) {
    if (size == packets.length) {
      grow();
    }
    if (bytes.writableBytes() < packet.length()) {
      // Packets that are here stay in the old buffer, which their views keep.
      bytes = allocate(Math.min(2 * bytes.capacity(), MAX_BYTES));
    }
    int start = bytes.writerIndex();
    bytes.writeBytes(packet.buffer(), packet.offset(), packet.length());
    RtpPacket view = views[size];
    view.wrap(bytes, start, packet.length());
    return view;
  }

  private void grow() {
    int from = packets.length;
    int to = Math.clamp(2L * from, 16, MAX_PACKETS);
    views = Arrays.copyOf(views, to);
    packets = Arrays.copyOf(packets, to);
    for (int i = from; i < to; i++) {
      views[i] = new RtpPacket();
      packets[i] = new SourcePacket();
    }
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      packets[i].clear();
    }
    size = 0;
    bytes.clear();
  }

  private static ByteBuf allocate(int capacity) {
    return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(capacity)).clear();
  }
}
