package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Media that overtakes the end of the handshake: a client sends as soon as it has our last flight,
 * while our side still derives its keys. Bounded, and only ever from an address that ICE has
 * validated; losing the first packets would cost the first keyframe.
 */
final class EarlyMedia {
  static final int MAX_PACKETS = 32;

  /**
   * @param content a copy, still protected
   */
  record Packet(PacketKind kind, ByteBuf content) {}

  private final Queue<Packet> packets = new ArrayDeque<>();

  /**
   * Keeps a copy.
   *
   * @return false when there is no room
   */
  boolean add(PacketKind kind, ByteBuf packet) {
    if (packets.size() >= MAX_PACKETS) {
      return false;
    }
    packets.add(new Packet(kind, Unpooled.copiedBuffer(packet)));
    return true;
  }

  @Nullable Packet poll() {
    return packets.poll();
  }

  void clear() {
    packets.clear();
  }
}
