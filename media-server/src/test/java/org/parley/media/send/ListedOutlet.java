package org.parley.media.send;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.parley.media.api.MediaKind;

/** Takes a subscriber's packets one behind the other, as a loop's buffer does. */
public final class ListedOutlet implements Outlet {
  private final ByteBuf buffer = Unpooled.buffer(1 << 20).writeZero(7);
  private final Consumer<ByteBuf> packets;
  private Pressure pressure = Pressure.NONE;
  private int withheld;

  public ListedOutlet(Consumer<ByteBuf> packets) {
    this.packets = packets;
  }

  public void pressure(Pressure pressure) {
    this.pressure = pressure;
  }

  public int withheld() {
    return withheld;
  }

  @Override
  public ByteBuf begin(int capacity) {
    return buffer;
  }

  @Override
  public void send(int start, MediaKind kind) {
    packets.accept(buffer.slice(start, buffer.writerIndex() - start));
  }

  @Override
  public Pressure pressure() {
    return pressure;
  }

  @Override
  public void onWithheld(MediaKind kind) {
    withheld++;
  }
}
