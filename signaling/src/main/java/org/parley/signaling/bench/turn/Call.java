package org.parley.signaling.bench.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.Stamp;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.turn.TurnBenchOptions.Load;
import org.parley.signaling.bench.turn.socket.Poller;
import org.parley.signaling.bench.turn.socket.Socket;

/** One client with its allocation, and the peer that it talks to. */
final class Call {
  private static final int DATA_INDICATION = 0x0017;
  private static final int DATA = 0x0013;
  private static final int STUN_HEADER = 20;

  /** What its client has done, or failed to do. */
  interface Listener {
    void onAnswer(Call call);
  }

  private final Poller poller;
  private final Load load;
  private final Listener listener;
  private final LatencyHistogram latencies;
  private final TurnClient client;
  private final Link link;
  private final Flow toPeer = new Flow();
  private final Flow toClient = new Flow();
  private @Nullable Socket peer;
  private @Nullable Probe up;
  private @Nullable Probe down;
  private long stepNanos;

  /** Opens the client's socket; over TCP and TLS this waits until it is connected. */
  Call(Poller poller, Load load, TurnBenchOptions.Target target, TurnClient client, Parts parts)
      throws IOException {
    this.poller = poller;
    this.load = load;
    this.client = client;
    this.listener = parts.listener();
    this.latencies = parts.latencies();
    this.link = Link.open(poller, load.transport(), target.server(), this::onFrame);
  }

  /** What the calls of a worker have in common. */
  record Parts(Listener listener, LatencyHistogram latencies) {}

  TurnClient client() {
    return client;
  }

  Flow toPeer() {
    return toPeer;
  }

  Flow toClient() {
    return toClient;
  }

  int localPort() throws IOException {
    return link.socket().local().getPort();
  }

  int peerPort() throws IOException {
    return peer == null ? 0 : peer.local().getPort();
  }

  /** When the request that is under way was begun. */
  long stepNanos() {
    return stepNanos;
  }

  void allocate(long nowNanos) {
    stepNanos = nowNanos;
    request(client.allocate(nowNanos));
  }

  /** Opens the peer, and binds a channel or a permission to it; again, it renews them. */
  void bind(long nowNanos) {
    stepNanos = nowNanos;
    try {
      Socket to = peer;
      if (to == null) {
        to =
            poller.datagrams(
                load.peers(),
                (inbox, count) -> {
                  for (int i = 0; i < count; i++) {
                    onPayload(toPeer, inbox.content(i), 0, inbox.arrivedNanos(i));
                  }
                });
        to.connect(client.relayed());
        peer = to;
        boolean stream = load.transport() != TurnBenchOptions.Transport.UDP;
        up =
            switch (load.method()) {
              case CHANNEL -> Probe.channelData(TurnClient.CHANNEL, load.bytes(), stream);
              case SEND -> Probe.sendIndication(to.local(), load.bytes());
            };
        down = Probe.bare(load.bytes());
      }
      request(client.bind(to.local(), load.method(), nowNanos));
    } catch (IOException e) {
      client.fail("no peer: " + e.getMessage());
      listener.onAnswer(this);
    }
  }

  void end(long nowNanos) {
    stepNanos = nowNanos;
    request(client.end(nowNanos));
  }

  /** Whether the client has failed by it. */
  boolean onTimeout(long nowNanos) {
    byte[] again = client.onTimeout(nowNanos);
    if (again != null) {
      request(again);
    }
    return client.phase() == TurnClient.Phase.FAILED;
  }

  private void request(byte[] bytes) {
    if (!link.socket().isOpen()) {
      client.fail("the server has closed the connection");
      listener.onAnswer(this);
      return;
    }
    ByteBuf message = Unpooled.directBuffer(bytes.length);
    message.writeBytes(bytes);
    // What finds no room is sent again by the timer.
    var _ = link.send(message);
    message.release();
  }

  /** The next packet of a flow; false if there was no room for it. */
  boolean send(boolean towardsPeer) {
    Flow flow = towardsPeer ? toPeer : toClient;
    Probe probe = towardsPeer ? up : down;
    Socket from = peer;
    if (probe == null || from == null) {
      return false;
    }
    probe.stamp(poller.wallNanos(), flow.next());
    ByteBuf bytes = probe.bytes();
    boolean sent = towardsPeer ? link.send(bytes) : from.send(bytes, 0, bytes.readableBytes()) > 0;
    if (sent) {
      flow.sent();
    }
    return sent;
  }

  private void onFrame(ByteBuf frame, long arrivedNanos) {
    if (frame.readableBytes() < Probe.CHANNEL_HEADER) {
      return;
    }
    if (frame.getByte(frame.readerIndex()) >>> 6 == 1) {
      onPayload(toClient, frame, Probe.CHANNEL_HEADER, arrivedNanos);
    } else if (frame.getUnsignedShort(frame.readerIndex()) == DATA_INDICATION) {
      onPayload(toClient, frame, data(frame), arrivedNanos);
    } else {
      byte[] bytes = new byte[frame.readableBytes()];
      frame.getBytes(frame.readerIndex(), bytes);
      byte[] next = client.onMessage(bytes, System.nanoTime());
      if (next == null) {
        listener.onAnswer(this);
      } else {
        request(next);
      }
    }
  }

  /** Where the value of an indication's DATA begins, counted from the frame's beginning. */
  private static int data(ByteBuf frame) {
    int at = STUN_HEADER;
    while (at + 4 <= frame.readableBytes()) {
      int type = frame.getUnsignedShort(frame.readerIndex() + at);
      int length = frame.getUnsignedShort(frame.readerIndex() + at + 2);
      if (type == DATA) {
        return at + 4;
      }
      at += 4 + length + (-length & 3);
    }
    return frame.readableBytes();
  }

  private void onPayload(Flow flow, ByteBuf bytes, int offset, long arrivedNanos) {
    if (bytes.readableBytes() - offset < Stamp.LENGTH) {
      return;
    }
    int at = bytes.readerIndex() + offset;
    if (Stamp.isAt(bytes, at) && flow.onArrival(Stamp.counter(bytes, at))) {
      long arrived = arrivedNanos == 0 ? poller.wallNanos() : arrivedNanos;
      latencies.record(arrived - Stamp.sentNanos(bytes, at));
    }
  }

  void close() {
    poller.close(link.socket());
    link.release();
    if (peer != null) {
      poller.close(peer);
      peer = null;
    }
    if (up != null && down != null) {
      up.bytes().release();
      down.bytes().release();
      up = null;
      down = null;
    }
  }
}
