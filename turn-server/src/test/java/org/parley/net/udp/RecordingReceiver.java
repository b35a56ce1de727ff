package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Keeps what a port hands up, in order. */
@NullMarked
final class RecordingReceiver implements UdpReceiver {
  record Datagram(InetSocketAddress from, byte[] bytes) {
    boolean has(byte[] expected) {
      return Arrays.equals(bytes, expected);
    }
  }

  private final BlockingQueue<Datagram> datagrams = new LinkedBlockingQueue<>();
  final List<Integer> errors = new CopyOnWriteArrayList<>();
  final AtomicInteger batches = new AtomicInteger();
  final AtomicInteger writable = new AtomicInteger();

  @Override
  public void onDatagram(RemoteAddress from, ByteBuf content) {
    datagrams.add(new Datagram(from.toInetSocketAddress(), ByteBufUtil.getBytes(content)));
    // What the receiver does to the view must not show in the next datagram.
    content.setZero(content.readerIndex(), content.readableBytes());
    content.skipBytes(content.readableBytes() / 2);
  }

  @Override
  public void onBatchEnd() {
    batches.incrementAndGet();
  }

  @Override
  public void onSendError(int errno) {
    errors.add(errno);
  }

  @Override
  public void onWritable() {
    writable.incrementAndGet();
  }

  Datagram next() throws InterruptedException {
    Datagram datagram = datagrams.poll(10, TimeUnit.SECONDS);
    if (datagram == null) {
      throw new AssertionError("no datagram within ten seconds");
    }
    return datagram;
  }

  List<Datagram> next(int count) throws InterruptedException {
    Datagram[] taken = new Datagram[count];
    for (int i = 0; i < count; i++) {
      taken[i] = next();
    }
    return List.of(taken);
  }

  @Nullable Datagram poll() {
    return datagrams.poll();
  }

  /** Bytes that tell one datagram from another. */
  static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    IntStream.range(0, length).forEach(i -> bytes[i] = (byte) (seed * 31 + i * 7 + (i >> 8)));
    return bytes;
  }
}
