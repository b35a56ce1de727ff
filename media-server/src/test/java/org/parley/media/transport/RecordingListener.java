package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaPath;

/** Writes down what a transport tells, as text, and can echo media. */
final class RecordingListener implements PeerTransport.Listener {
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private volatile @Nullable PeerTransport echoTo;

  void echoTo(PeerTransport transport) {
    echoTo = transport;
  }

  String next() throws InterruptedException {
    String event = events.poll(10, TimeUnit.SECONDS);
    return event == null ? "nothing" : event;
  }

  @Override
  public void onConnected(MediaPath path) {
    events.add("connected " + path);
  }

  @Override
  public void onPathChanged(MediaPath path) {
    events.add("path " + path);
  }

  @Override
  public void onDisconnected() {
    events.add("disconnected");
  }

  @Override
  public void onReconnected(MediaPath path) {
    events.add("reconnected " + path);
  }

  @Override
  public void onFailed(String reason) {
    events.add("failed " + reason);
  }

  @Override
  public void onRtp(ByteBuf packet, long nowNanos) {
    PeerTransport transport = echoTo;
    if (transport != null) {
      transport.sendRtp(copy(packet, transport), true);
    }
  }

  @Override
  public void onRtcp(ByteBuf packet, long nowNanos) {
    PeerTransport transport = echoTo;
    if (transport != null) {
      transport.sendRtcp(copy(packet, transport));
    }
  }

  @Override
  public void onData(ByteBuf packet, long nowNanos) {
    PeerTransport transport = echoTo;
    if (transport != null) {
      transport.sendData(copy(packet, transport));
    }
  }

  private static int copy(ByteBuf packet, PeerTransport to) {
    ByteBuf buffer = to.begin(packet.readableBytes());
    int start = buffer.writerIndex();
    buffer.writeBytes(packet, packet.readerIndex(), packet.readableBytes());
    return start;
  }

  @Override
  public void onBatchEnd(long nowNanos) {}
}
