package org.parley.turn.link;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.net.loop.NetworkLoop;

/** Sends what it gets back at the end of the batch, from where it lay. */
public final class EchoIntake implements ClientIntake {
  public volatile boolean allocations;

  /** How often each message comes back. */
  public volatile int echoes = 1;

  /** Messages that were sent back. */
  public final AtomicInteger answered = new AtomicInteger();

  public final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Set<ClientLink> links = new LinkedHashSet<>();
  private final List<Runnable> atEnd = new ArrayList<>();
  private final List<ByteBuf> held = new ArrayList<>();
  private final NetworkLoop loop;
  private boolean awake;
  private int sockets = 1_000;

  public EchoIntake(NetworkLoop loop) {
    this.loop = loop;
  }

  @Override
  public int nextSocket() {
    return ++sockets;
  }

  @Override
  public void onOpened(ClientLink link) {
    links.add(link);
    events.add("opened " + link.client().transport());
  }

  @Override
  public void onPacket(ClientLink from, ByteBuf message) {
    wakeUp();
    int at = message.readerIndex();
    int length = message.readableBytes();
    atEnd.add(
        () -> {
          for (int i = 0; i < echoes; i++) {
            from.sendData(message.slice(at, length));
          }
          from.flush();
          answered.incrementAndGet();
        });
  }

  @Override
  public void releaseLater(ByteBuf messages) {
    wakeUp();
    held.add(messages);
  }

  private void wakeUp() {
    if (!awake) {
      awake = true;
      loop.refresh();
      loop.execute(
          () -> {
            awake = false;
            atEnd.forEach(Runnable::run);
            atEnd.clear();
            held.forEach(ByteBuf::release);
            held.clear();
          });
    }
  }

  @Override
  public boolean hasAllocation(ClientLink link) {
    return allocations;
  }

  @Override
  public void onClosed(ClientLink link) {
    if (links.remove(link)) {
      events.add("closed " + link.client().transport());
    }
  }
}
