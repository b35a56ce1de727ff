package org.parley.media.send;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.parley.media.api.MediaKind;

/** A loop's buffer that is never sent: begun anew when it is full. */
public final class PlainOutlet implements Outlet {
  private final ByteBuf buffer =
      Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(256 << 10)).clear();
  private long packets;

  public long packets() {
    return packets;
  }

  @Override
  public ByteBuf begin(int capacity) {
    if (buffer.writableBytes() < capacity) {
      buffer.clear();
    }
    return buffer;
  }

  @Override
  public void send(int start, MediaKind kind) {
    packets++;
  }

  @Override
  public Pressure pressure() {
    return Pressure.NONE;
  }

  @Override
  public void onWithheld(MediaKind kind) {
    throw new IllegalStateException("nothing is to be withheld");
  }
}
