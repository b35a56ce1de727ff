package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By Linux's calls: one set of receive buffers and send vectors for all sockets of a loop. */
final class DirectHub implements UdpHub {
  private static final Logger LOG = LoggerFactory.getLogger(DirectHub.class);

  /** Received in one wake-up before something must be sent, for its memory is used again. */
  private static final int BUFFERS = 256;

  private static final int PER_CALL = 64;

  private static final long TIMER_SLACK_NANOS = 1_000;

  /** A busy socket lets others have their turn after this. */
  private static final int MAX_CALLS = 4;

  /** So that neighbouring buffers do not compete for the same lines of the caches. */
  private static final int SPREAD = 1_088;

  private final NetworkLoop loop;
  private final Room room;
  private final UdpOptions options;
  private final Events events;
  private final Arena arena = Arena.ofConfined();
  private final LinuxCalls calls = new LinuxCalls(arena);
  private final MemorySegment scratch = arena.allocate(LinuxSocket.SCRATCH, 8);
  private final ByteBuf[] buffers;
  private final ReceiveVector[] inward;
  private final HubSender sender;
  private final Map<InetAddress, Segmentation> segmentations = new HashMap<>();
  private final List<DirectHubSocket> sockets = new ArrayList<>();
  private final List<ByteBuf> held = new ArrayList<>();
  private final RemoteAddress from = new RemoteAddress();
  private final AtomicLongArray counts = new AtomicLongArray(HubCount.values().length);
  private final Runnable end = this::endWakeUp;
  private final @Nullable Gathering gathering;
  private int used;
  private boolean awake;
  private boolean handingUp;
  private boolean closing;
  private boolean closed;
  private long received;
  private long receivedBefore;
  private long receiveCalls;
  private long wakeUps;
  private long faults;

  DirectHub(NetworkLoop loop, Room room, UdpOptions options, Events events) {
    this.loop = loop;
    this.room = room;
    this.options = options;
    this.events = events;
    int bytes = room.headroom() + MAX_DATAGRAM + room.tailroom() + SPREAD;
    buffers = ReceiveVector.buffers(BUFFERS, bytes);
    SocketAddresses[] families = SocketAddresses.values();
    inward = new ReceiveVector[families.length];
    for (SocketAddresses family : families) {
      inward[family.ordinal()] =
          new ReceiveVector(arena, family, buffers, room.headroom(), MAX_DATAGRAM);
    }
    sender = new HubSender(arena);
    gathering =
        options.gathering() > 0 && calls.setTimerSlack(TIMER_SLACK_NANOS) == 0
            ? new Gathering(options.gathering())
            : null;
  }

  @Override
  public DirectHubSocket bind(InetSocketAddress local, SocketUse use, HubReceiver receiver)
      throws IOException {
    if (closing) {
      throw new IOException("the loop is being closed");
    }
    LinuxSocket socket = LinuxSocket.bind(calls, scratch, local, use);
    InetSocketAddress bound = local;
    try {
      if (local.getPort() == 0) {
        bound = socket.local().toInetSocketAddress();
      }
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    Segmentation segmentation =
        segmentations.computeIfAbsent(local.getAddress(), this::segmentation);
    DirectHubSocket made =
        new DirectHubSocket(this, socket, bound, segmentation, receiver, sockets.size());
    sockets.add(made);
    made.register((IoEventLoop) loop.eventLoop());
    return made;
  }

  private Segmentation segmentation(InetAddress address) {
    return new Segmentation(
        new InetSocketAddress(address, 0),
        options.segmentation() && DirectCalls.onThisMachine().segmentation());
  }

  @Override
  public void wakeUp() {
    if (!awake) {
      awake = true;
      loop.refresh();
      wakeUps++;
      loop.eventLoop().execute(end);
    }
  }

  private void endWakeUp() {
    if (closed) {
      return;
    }
    try {
      events.onWakeUpEnd();
    } catch (RuntimeException e) {
      onFault(e);
    }
    awake = false;
    flush();
    publish();
    if (gathering != null) {
      gather(gathering);
    }
  }

  /** Tasks and streams of this loop wait as well, which is why it is short. */
  private void gather(Gathering pause) {
    int found = (int) (received - receivedBefore);
    receivedBefore = received;
    long began = loop.nowNanos();
    long nanos = pause.onWakeUp(began, found, loop.refresh());
    if (nanos > 0) {
      scratch.set(JAVA_LONG, 0, 0);
      scratch.set(JAVA_LONG, Long.BYTES, nanos);
      calls.sleep(scratch.address());
    }
  }

  @Override
  public void flush() {
    sender.flush();
    used = 0;
    if (!held.isEmpty()) {
      held.forEach(ByteBuf::release);
      held.clear();
    }
  }

  private void publish() {
    counts.setRelease(HubCount.RECEIVED.ordinal(), received);
    counts.setRelease(HubCount.SENT.ordinal(), sender.sent());
    counts.setRelease(HubCount.DROPPED.ordinal(), sender.dropped());
    counts.setRelease(HubCount.FAILED.ordinal(), sender.failed());
    counts.setRelease(HubCount.ICMP_ERRORS.ordinal(), sender.icmpErrors());
    counts.setRelease(HubCount.WAKE_UPS.ordinal(), wakeUps);
    counts.setRelease(HubCount.SYSTEM_CALLS.ordinal(), receiveCalls + sender.systemCalls());
  }

  /** Hands up what a socket has received. */
  void receive(DirectHubSocket socket) {
    wakeUp();
    ReceiveVector vector = inward[socket.family().ordinal()];
    for (int call = 0; call < MAX_CALLS && !socket.closed(); call++) {
      if (BUFFERS - used < PER_CALL) {
        flush();
      }
      int first = used;
      int count = socket.receive(vector.address(first), PER_CALL);
      receiveCalls++;
      if (count < 0) {
        if (-count == Errno.EAGAIN) {
          return;
        }
        if (-count != Errno.EINTR) {
          sender.takeErrors(socket);
        }
        continue;
      }
      used += count;
      received += count;
      for (int i = 0; i < count && !socket.closed(); i++) {
        handUp(socket, vector, first + i);
      }
      if (count < PER_CALL) {
        return;
      }
    }
  }

  private void handUp(DirectHubSocket socket, ReceiveVector vector, int index) {
    vector.readAddress(index, from);
    try {
      socket.receiver().onDatagram(from, vector.content(index));
    } catch (RuntimeException e) {
      onFault(e);
    }
  }

  void takeErrors(DirectHubSocket socket) {
    wakeUp();
    sender.takeErrors(socket);
  }

  /** Others are handled all the same; the log hears of 1, 2, 4, 8 ... */
  private void onFault(RuntimeException e) {
    faults++;
    if (Long.bitCount(faults) == 1) {
      LOG.error("a datagram met a fault of ours, the {}. one; it was dropped", faults, e);
    }
  }

  void send(
      DirectHubSocket socket,
      ByteBuf buffer,
      int offset,
      int length,
      RemoteAddress to,
      boolean dontFragment) {
    ByteBuf bytes = buffer;
    int at = offset;
    if (!buffer.hasMemoryAddress()) {
      bytes = buffer.alloc().directBuffer(length);
      bytes.writeBytes(buffer, offset, length);
      held.add(bytes);
      at = 0;
    }
    sender.add(socket, bytes.memoryAddress() + at, length, to, dontFragment);
  }

  @Override
  public void releaseLater(ByteBuf buffer) {
    held.add(buffer);
  }

  void flush(DirectHubSocket socket) {
    sender.flush(socket);
  }

  /** Forgets a socket that is closed. */
  void forget(DirectHubSocket socket) {
    DirectHubSocket last = sockets.removeLast();
    if (last != socket) {
      sockets.set(socket.place(), last);
      last.move(socket.place());
    }
  }

  @Override
  public boolean direct() {
    return true;
  }

  @Override
  public String path() {
    return "direct recvmmsg and sendmmsg, "
        + (options.segmentation() && DirectCalls.onThisMachine().segmentation()
            ? "segmented sends"
            : "no segmented sends");
  }

  @Override
  public long count(HubCount count) {
    return counts.getAcquire(count.ordinal());
  }

  @Override
  public void close() {
    loop.finishUnlessEnded(this::closeOnLoop);
  }

  private void closeOnLoop() {
    if (closing) {
      return;
    }
    closing = true;
    flush();
    while (!sockets.isEmpty()) {
      sockets.getLast().close();
    }
    publish();
    // Memory goes when none of our calls is on the stack any more.
    loop.eventLoop().execute(this::free);
  }

  private void free() {
    closed = true;
    for (ByteBuf buffer : buffers) {
      buffer.release();
    }
    arena.close();
  }
}
