package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket that is called directly, and registered at the epoll of its loop. */
final class DirectPort implements LoopPort {
  private static final Logger LOG = LoggerFactory.getLogger(DirectPort.class);
  private static final EpollIoOps READ = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLERR);
  private static final EpollIoOps READ_AND_WRITE = READ.with(EpollIoOps.EPOLLOUT);

  /** When the system lacks memory the socket may count as writable: try again after this. */
  private static final long RETRY_MILLIS = 1;

  private final NetworkLoop loop;
  private final InetSocketAddress local;
  private final Arena arena;
  private final LinuxSocket socket;
  private final Transmitter transmitter;
  private final Intake intake;

  /** Copies of queued buffers that were not in native memory, until they are sent. */
  private final List<ByteBuf> copies = new ArrayList<>();

  private @Nullable UdpReceiver receiver;
  private @Nullable IoRegistration registration;
  private boolean awaitsWritable;
  private boolean busy;
  private boolean closing;
  private boolean closed;

  private DirectPort(
      NetworkLoop loop,
      InetSocketAddress local,
      boolean shared,
      Segmentation segmentation,
      UnaryOperator<DatagramCalls> wrap)
      throws IOException {
    this.loop = loop;
    this.local = local;
    arena = Arena.ofConfined();
    try {
      socket = LinuxSocket.bind(arena, local, shared);
    } catch (IOException e) {
      arena.close();
      throw e;
    }
    SocketAddresses addresses = socket.addresses();
    DatagramCalls calls = wrap.apply(socket);
    transmitter = new Transmitter(calls, addresses, segmentation, arena, new Events());
    intake = new Intake(calls, addresses, arena, () -> closing);
  }

  /**
   * Binds a socket, on the loop.
   *
   * @param shared whether the ports of other loops have the same address
   */
  static DirectPort open(
      NetworkLoop loop, InetSocketAddress local, boolean shared, Segmentation segmentation)
      throws IOException {
    return LoopPort.onLoop(
        loop, () -> new DirectPort(loop, local, shared, segmentation, UnaryOperator.identity()));
  }

  /** A socket of its own, with something between us and the system. */
  static DirectPort open(
      NetworkLoop loop, InetSocketAddress local, UnaryOperator<DatagramCalls> wrap)
      throws IOException {
    Segmentation segmentation = new Segmentation(local, true);
    return LoopPort.onLoop(loop, () -> new DirectPort(loop, local, false, segmentation, wrap));
  }

  @Override
  public void start(UdpReceiver to) {
    try {
      LoopPort.onLoop(
          loop,
          () -> {
            receiver = to;
            IoRegistration made =
                ((IoEventLoop) loop.eventLoop()).register(new Readiness()).sync().getNow();
            made.submit(READ);
            registration = made;
            return made;
          });
    } catch (IOException e) {
      throw new IllegalStateException("a loop takes no socket", e);
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void send(
      ByteBuf buffer,
      int offset,
      int length,
      int segmentSize,
      RemoteAddress to,
      boolean droppable) {
    if (closing) {
      return;
    }
    ByteBuf bytes = buffer;
    int at = offset;
    if (!buffer.hasMemoryAddress()) {
      bytes = PooledByteBufAllocator.DEFAULT.directBuffer(length);
      bytes.writeBytes(buffer, offset, length);
      copies.add(bytes);
      at = 0;
    }
    transmitter.send(bytes.memoryAddress() + at, length, segmentSize, to, droppable);
  }

  @Override
  public void flush() {
    if (closing) {
      return;
    }
    transmitter.flush();
    if (!copies.isEmpty()) {
      releaseCopies();
    }
  }

  private void releaseCopies() {
    copies.forEach(ByteBuf::release);
    copies.clear();
  }

  /** What wakes the loop up for this socket. */
  private final class Readiness implements EpollIoHandle {
    @Override
    public FileDescriptor fd() {
      return socket.descriptor();
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
      UdpReceiver to = receiver;
      if (to == null || closing) {
        return;
      }
      EpollIoOps ops = ((EpollIoEvent) event).ops();
      busy = true;
      try {
        if (ops.contains(EpollIoOps.EPOLLIN) || ops.contains(EpollIoOps.EPOLLERR)) {
          intake.receive(to);
        }
        if (ops.contains(EpollIoOps.EPOLLOUT) && !closing) {
          onWritable();
        }
      } catch (RuntimeException e) {
        // Thrown on, it would make the loop pause for a second.
        LOG.error("{}: a wake-up failed by a fault of ours", local, e);
      } finally {
        busy = false;
        finishClosing();
      }
    }

    @Override
    public void close() {
      closeOnLoop();
    }
  }

  private void onWritable() {
    IoRegistration registered = registration;
    if (awaitsWritable && registered != null) {
      awaitsWritable = false;
      registered.submit(READ);
    }
    transmitter.onWritable();
  }

  private final class Events implements Transmitter.Listener {
    @Override
    public void onSendError(int errno) {
      UdpReceiver to = receiver;
      if (to != null) {
        to.onSendError(errno);
      }
    }

    @Override
    public void awaitWritable(int errno) {
      IoRegistration registered = registration;
      if (errno == Errno.EAGAIN && registered != null) {
        awaitsWritable = true;
        registered.submit(READ_AND_WRITE);
      } else {
        var _ =
            loop.eventLoop()
                .schedule(DirectPort.this::tryAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public void onWritable() {
      UdpReceiver to = receiver;
      if (to != null) {
        to.onWritable();
      }
    }
  }

  private void tryAgain() {
    if (!closing) {
      transmitter.onWritable();
    }
  }

  @Override
  public boolean congested() {
    return transmitter.congested();
  }

  @Override
  public long receivedDatagrams() {
    return intake.received();
  }

  @Override
  public long truncatedDatagrams() {
    return intake.truncated();
  }

  @Override
  public long sentDatagrams() {
    return transmitter.sent();
  }

  @Override
  public long droppedDatagrams() {
    return transmitter.dropped();
  }

  @Override
  public long failedDatagrams() {
    return transmitter.failed();
  }

  @Override
  public long systemCalls() {
    return transmitter.systemCalls() + intake.systemCalls();
  }

  @Override
  public void close() {
    loop.finishUnlessEnded(this::closeOnLoop);
  }

  private void closeOnLoop() {
    closing = true;
    finishClosing();
  }

  /** Memory goes when none of our calls is on the stack any more. */
  private void finishClosing() {
    if (!closing || busy || closed) {
      return;
    }
    closed = true;
    IoRegistration registered = registration;
    if (registered != null) {
      registered.cancel();
    }
    try {
      socket.close();
    } catch (IOException e) {
      LOG.warn("{} cannot be closed", local, e);
    }
    releaseCopies();
    intake.release();
    arena.close();
  }
}
