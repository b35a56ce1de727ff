package org.parley.turn.link;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Sends what it gets back at the end of the batch, from where it lay. */
public final class EchoIntake implements ClientIntake {
  public volatile boolean allocations;

  /** How often each message comes back. */
  public volatile int echoes = 1;

  public final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Set<ClientLink> links = new LinkedHashSet<>();
  private final List<Runnable> atEnd = new ArrayList<>();
  private int sockets = 1_000;

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
    int at = message.readerIndex();
    int length = message.readableBytes();
    atEnd.add(
        () -> {
          for (int i = 0; i < echoes; i++) {
            from.sendData(message.slice(at, length));
          }
          from.flush();
        });
  }

  @Override
  public void onBatchEnd() {
    atEnd.forEach(Runnable::run);
    atEnd.clear();
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
