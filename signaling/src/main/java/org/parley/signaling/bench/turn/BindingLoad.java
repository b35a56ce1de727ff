package org.parley.signaling.bench.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.parley.signaling.bench.turn.socket.Inbox;
import org.parley.signaling.bench.turn.socket.Poller;
import org.parley.signaling.bench.turn.socket.Socket;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;

/** Binding requests from sockets that each send the next one when one was answered. */
final class BindingLoad {
  private static final int BINDING_SUCCESS = 0x0101;
  private static final long LOST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Poller poller;
  private final int atOnce;
  private final List<Asker> askers = new ArrayList<>();
  private final ByteBuf request;
  private long answers;

  /** One socket. */
  private final class Asker {
    private final Socket socket;
    private int outstanding;
    private long lastNanos;

    Asker(InetSocketAddress server) throws IOException {
      socket = poller.datagrams(server.getAddress(), this::read);
      socket.connect(server);
    }

    private void read(Inbox inbox, int count) {
      lastNanos = System.nanoTime();
      for (int i = 0; i < count; i++) {
        ByteBuf content = inbox.content(i);
        if (content.readableBytes() > 2 && content.getUnsignedShort(0) == BINDING_SUCCESS) {
          answers++;
          outstanding = Math.max(0, outstanding - 1);
        }
      }
      fill();
    }

    private void fill() {
      while (outstanding < atOnce && socket.send(request, 0, request.readableBytes()) > 0) {
        outstanding++;
      }
    }
  }

  BindingLoad(Poller poller, InetSocketAddress server, int sockets, int atOnce) throws IOException {
    this.poller = poller;
    this.atOnce = atOnce;
    byte[] bytes =
        StunEncoder.encode(
            new StunMessage(
                StunClass.REQUEST, StunMessage.BINDING, new TransactionId(5, 6), List.of()),
            false);
    request = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    for (int i = 0; i < sockets; i++) {
      askers.add(new Asker(server));
    }
  }

  /** Begins, and asks anew what was lost. */
  void onTime(long nowNanos) {
    for (Asker asker : askers) {
      if (nowNanos - asker.lastNanos > LOST_NANOS) {
        asker.lastNanos = nowNanos;
        asker.outstanding = 0;
        asker.fill();
      }
    }
  }

  long answers() {
    return answers;
  }

  void close() {
    askers.forEach(asker -> poller.close(asker.socket));
    request.release();
  }
}
