package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket that shares all but its descriptor; kept small, for there may be thousands. */
final class DirectHubSocket implements HubSocket, EpollIoHandle {
  private static final Logger LOG = LoggerFactory.getLogger(DirectHubSocket.class);
  private static final EpollIoOps READ = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLERR);

  private final DirectHub hub;
  private final LinuxSocket socket;
  private final InetSocketAddress local;
  private final Segmentation segmentation;
  private final HubReceiver receiver;
  private @Nullable IoRegistration registration;
  private int place;
  private boolean closed;

  /** The chain of what waits, in the outbox. */
  int first = Outbox.NONE;

  int last = Outbox.NONE;

  DirectHubSocket(
      DirectHub hub,
      LinuxSocket socket,
      InetSocketAddress local,
      Segmentation segmentation,
      HubReceiver receiver,
      int place) {
    this.hub = hub;
    this.socket = socket;
    this.local = local;
    this.segmentation = segmentation;
    this.receiver = receiver;
    this.place = place;
  }

  void register(IoEventLoop eventLoop) {
    IoRegistration made = eventLoop.register(this).syncUninterruptibly().getNow();
    made.submit(READ);
    registration = made;
  }

  @Override
  public FileDescriptor fd() {
    return socket.descriptor();
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    if (closed) {
      return;
    }
    try {
      EpollIoOps ops = ((EpollIoEvent) event).ops();
      if (ops.contains(EpollIoOps.EPOLLERR)) {
        hub.takeErrors(this);
      }
      if (ops.contains(EpollIoOps.EPOLLIN)) {
        hub.receive(this);
      }
    } catch (RuntimeException e) {
      // Thrown on, it would make the loop pause for a second.
      LOG.error("{}: a wake-up failed by a fault of ours", local, e);
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void send(ByteBuf buffer, int offset, int length, RemoteAddress to, boolean dontFragment) {
    if (!closed) {
      hub.send(this, buffer, offset, length, to, dontFragment);
    }
  }

  int receive(long messages, int count) {
    return socket.receive(messages, count);
  }

  LinuxSocket socket() {
    return socket;
  }

  Segmentation segmentation() {
    return segmentation;
  }

  HubReceiver receiver() {
    return receiver;
  }

  SocketAddresses family() {
    return socket.addresses();
  }

  int place() {
    return place;
  }

  void move(int to) {
    place = to;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    hub.flush(this);
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
    hub.forget(this);
  }
}
