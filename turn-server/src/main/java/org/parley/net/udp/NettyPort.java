package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;

/**
 * A Netty channel as one loop uses it. The channel is the loop's own, or, where the system cannot
 * share a port, belongs to another loop that does the reading. Messages wait in the channel, which
 * counts as full whenever something is left after a flush.
 */
final class NettyPort implements LoopPort {
  /** What may wait in a full channel, in bytes. */
  static final long MAX_BACKLOG = 512 << 10;

  /**
   * What may be on its way to a channel by which several loops send before that counts as full:
   * what another loop has just handed to it counts as well.
   */
  private static final long MAX_IN_FLIGHT = 4 << 20;

  private static final int MAX_ADDRESSES = 8192;

  private final NetworkLoop loop;
  private final NettySocket socket;
  private final Channel channel;
  private final long fullFrom;

  /** Netty wants an object for each address. */
  private final Map<RemoteAddress, InetSocketAddress> addresses = new HashMap<>();

  private @Nullable UdpReceiver receiver;
  private boolean congested;
  private long received;
  private long truncated;
  private long sent;
  private long dropped;
  private long failed;

  /**
   * @param alone whether no other loop sends by this channel
   */
  NettyPort(NetworkLoop loop, NettySocket socket, boolean alone) {
    this.loop = loop;
    this.socket = socket;
    this.channel = socket.channel();
    this.fullFrom = alone ? 0 : MAX_IN_FLIGHT;
  }

  NetworkLoop loop() {
    return loop;
  }

  NettySocket socket() {
    return socket;
  }

  @Override
  public void start(UdpReceiver to) {
    loop.execute(
        () -> {
          receiver = to;
          socket.started(this);
        });
  }

  @Override
  public InetSocketAddress local() {
    return socket.local();
  }

  @Override
  public void send(
      ByteBuf buffer,
      int offset,
      int length,
      int segmentSize,
      RemoteAddress to,
      boolean droppable) {
    if (!channel.isActive()) {
      return;
    }
    int size = segmentSize > 0 && segmentSize < length ? segmentSize : length;
    if (congested && (droppable || channel.bytesBeforeWritable() > fullFrom + MAX_BACKLOG)) {
      dropped += datagrams(length, size);
      return;
    }
    InetSocketAddress address = address(to);
    boolean segments = socket.segmentation().on();
    int most =
        segments && size > 0
            ? size * Math.max(1, Math.min(Segmentation.MAX_SEGMENTS, Segmentation.MAX_BYTES / size))
            : size;
    int at = 0;
    do {
      int part = Math.min(most, length - at);
      write(buffer, offset + at, part, size, address);
      at += part;
    } while (at < length);
  }

  private static int datagrams(int length, int size) {
    return size == 0 ? 1 : (length + size - 1) / size;
  }

  private InetSocketAddress address(RemoteAddress to) {
    InetSocketAddress known = addresses.get(to);
    if (known == null) {
      if (addresses.size() == MAX_ADDRESSES) {
        addresses.clear();
      }
      known = to.toInetSocketAddress();
      addresses.put(to.copy(), known);
    }
    return known;
  }

  private void write(
      ByteBuf buffer, int offset, int length, int segmentSize, InetSocketAddress to) {
    ByteBuf bytes = channel.alloc().directBuffer(Math.max(1, length));
    bytes.writeBytes(buffer, offset, length);
    sent += datagrams(length, segmentSize);
    if (segmentSize >= length) {
      channel.write(new DatagramPacket(bytes, to), channel.voidPromise());
      return;
    }
    ByteBuf again = bytes.retainedDuplicate();
    channel
        .write(new SegmentedDatagramPacket(bytes, segmentSize, to))
        .addListener(
            (ChannelFuture written) -> onSegmentsWritten(written.cause(), again, segmentSize, to));
  }

  /** On the channel's loop; owns {@code again}. */
  private void onSegmentsWritten(
      @Nullable Throwable cause, ByteBuf again, int segmentSize, InetSocketAddress to) {
    try {
      if (cause == null) {
        socket.segmentation().worked();
        return;
      }
      int errno = errno(cause);
      if (!Segmentation.isRefusal(errno)) {
        socket.onSendError(cause);
        return;
      }
      socket.segmentation().refused(errno);
      while (again.isReadable()) {
        ByteBuf part = again.readRetainedSlice(Math.min(segmentSize, again.readableBytes()));
        channel.write(new DatagramPacket(part, to), channel.voidPromise());
      }
      channel.flush();
    } finally {
      again.release();
    }
  }

  static int errno(Throwable cause) {
    return cause instanceof Errors.NativeIoException failure ? -failure.expectedErr() : 0;
  }

  @Override
  public void flush() {
    channel.flush();
    if (!congested && channel.isActive() && channel.bytesBeforeWritable() > fullFrom) {
      congested = true;
      // It may have become writable meanwhile, if it is another loop's.
      onWritable();
    }
  }

  /** The channel may have become writable. */
  void onWritable() {
    UdpReceiver to = receiver;
    if (congested && channel.isWritable()) {
      congested = false;
      if (to != null) {
        to.onWritable();
      }
    }
  }

  void onDatagram(RemoteAddress from, ByteBuf content) {
    UdpReceiver to = receiver;
    if (content.readableBytes() > MAX_DATAGRAM) {
      truncated++;
    } else if (to != null) {
      received++;
      to.onDatagram(from, content);
    }
  }

  void onBatchEnd() {
    UdpReceiver to = receiver;
    if (to != null) {
      to.onBatchEnd();
    }
  }

  void onSendError(int errno) {
    failed++;
    UdpReceiver to = receiver;
    if (to != null) {
      to.onSendError(errno);
    }
  }

  @Override
  public boolean congested() {
    return congested;
  }

  @Override
  public long receivedDatagrams() {
    return received;
  }

  @Override
  public long truncatedDatagrams() {
    return truncated;
  }

  /** Handed to the channel, also what it failed to send. */
  @Override
  public long sentDatagrams() {
    return sent;
  }

  @Override
  public long droppedDatagrams() {
    return dropped;
  }

  @Override
  public long failedDatagrams() {
    return failed;
  }

  @Override
  public long systemCalls() {
    return 0;
  }

  @Override
  public void close() {
    socket.close();
  }
}
