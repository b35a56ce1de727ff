package org.parley.signaling.bench.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.parley.signaling.bench.turn.socket.Socket;

/** A connection's bytes on their way out: what the socket did not take of a message comes first. */
final class Outflow {
  private final Socket socket;
  private final ByteBuf rest = Unpooled.directBuffer(2_048);

  Outflow(Socket socket) {
    this.socket = socket;
  }

  /** Whether there is room for a whole message. */
  boolean hasRoom() {
    if (!socket.isOpen()) {
      return false;
    }
    if (rest.isReadable()) {
      rest.skipBytes(push(rest));
      rest.discardSomeReadBytes();
    }
    return !rest.isReadable();
  }

  /** All of it now or later, or nothing. */
  boolean send(ByteBuf bytes) {
    if (!hasRoom()) {
      return false;
    }
    int taken = push(bytes);
    if (taken == 0) {
      return false;
    }
    rest.writeBytes(bytes, bytes.readerIndex() + taken, bytes.readableBytes() - taken);
    return true;
  }

  /** As {@link #send}, but never nothing: for what others have counted on. */
  void sendAll(ByteBuf bytes) {
    int taken = rest.isReadable() ? 0 : push(bytes);
    rest.writeBytes(bytes, bytes.readerIndex() + taken, bytes.readableBytes() - taken);
  }

  private int push(ByteBuf bytes) {
    return Math.max(0, socket.send(bytes, bytes.readerIndex(), bytes.readableBytes()));
  }

  void release() {
    rest.release();
  }
}
