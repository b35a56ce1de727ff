package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.passage.Carrier;
import org.parley.net.passage.Doorway;
import org.parley.net.udp.UdpPort;

/**
 * What is on its way out of one loop. Packets are written one behind the other into one buffer;
 * consecutive ones of one size to one address make a run, which the system can send as one
 * (UDP_SEGMENT, "generic segmentation offload"): its own work per packet is most of what sending
 * costs, and so is done once for the run. Confined to the loop.
 */
final class Departures {
  /** Stays in the processor's second-level cache; more is sent in several calls. */
  private static final int BYTES = 256 << 10;

  private final ByteBuf buffer = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES)).clear();
  private final Carrier carrier = new Carrier();
  private final NetworkLoop loop;
  private final TransportCounters counters;
  private final List<UdpPort> ports = new ArrayList<>();
  private final List<TcpRoute> connections = new ArrayList<>();

  /** Routes whose pacers hold something. */
  private final List<UdpRoute> paced = new ArrayList<>();

  /** What pacers have given, until the flush. */
  private final List<ByteBuf> departed = new ArrayList<>();

  private boolean pacing;

  private @Nullable UdpRoute route;
  private int runStart;
  private int runEnd;
  private int segmentSize;
  private int segments;
  private boolean lastIsShorter;
  private boolean droppable;

  Departures(NetworkLoop loop, TransportCounters counters) {
    this.loop = loop;
    this.counters = counters;
  }

  /**
   * The buffer, with room for {@code capacity} bytes: the next packet begins at its writer index.
   */
  ByteBuf begin(int capacity) {
    if (buffer.writableBytes() < capacity) {
      flush();
    }
    return buffer;
  }

  ByteBuf buffer() {
    return buffer;
  }

  /** The packet from {@code start} to the writer index goes by this route. */
  void add(UdpRoute to, int start, boolean mayDrop) {
    int length = buffer.writerIndex() - start;
    if (segments > 0 && !extendsRun(to, start, length, mayDrop)) {
      endRun();
    }
    if (segments == 0) {
      route = to;
      runStart = start;
      segmentSize = length;
      lastIsShorter = false;
      droppable = mayDrop;
    } else {
      lastIsShorter = length < segmentSize;
    }
    segments++;
    runEnd = start + length;
  }

  private boolean extendsRun(UdpRoute to, int start, int length, boolean mayDrop) {
    return to == route
        && mayDrop == droppable
        && !lastIsShorter
        && length <= segmentSize
        && start == runEnd;
  }

  /** This connection has something to flush. */
  void add(TcpRoute connection) {
    connections.add(connection);
  }

  private void endRun() {
    UdpRoute to = route;
    if (segments == 0 || to == null) {
      return;
    }
    int length = runEnd - runStart;
    segments = 0;
    route = null;
    // Audio, RTCP and what keeps the connection up never wait behind a burst of video.
    int admitted = droppable ? to.pacer().admit(length, segmentSize, loop.nowNanos()) : length;
    if (admitted > 0) {
      send(to, buffer, runStart, admitted, segmentSize, droppable);
    }
    if (admitted < length) {
      hold(to, runStart + admitted, length - admitted);
    }
  }

  private void send(UdpRoute to, ByteBuf bytes, int start, int length, int size, boolean mayDrop) {
    counters.add(TransportCounter.PACKETS_SENT, (length + size - 1) / size);
    counters.add(TransportCounter.BYTES_SENT, length);
    Doorway relay = to.relay();
    if (relay != null) {
      handOver(relay, to, bytes, start, length, size);
      return;
    }
    use(to.port());
    to.port().send(bytes, start, length, size, to.remote(), mayDrop);
  }

  private void handOver(
      Doorway relay, UdpRoute to, ByteBuf bytes, int start, int length, int size) {
    for (int done = 0; done < length; done += size) {
      int next = Math.min(size, length - done);
      if (!carrier.add(relay, to.local(), bytes, start + done, next)) {
        counters.increment(TransportCounter.DROPPED_OVERLOAD);
      }
    }
  }

  private void hold(UdpRoute to, int start, int length) {
    ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(length, length);
    copy.writeBytes(buffer, start, length);
    int packets = (length + segmentSize - 1) / segmentSize;
    if (!to.pacer().hold(new Pacer.Run(copy, segmentSize))) {
      copy.release();
      counters.add(TransportCounter.DROPPED_BACK_PRESSURE, packets);
      return;
    }
    counters.add(TransportCounter.PACED, packets);
    if (!paced.contains(to)) {
      paced.add(to);
    }
    startPacing();
  }

  private void startPacing() {
    if (!pacing) {
      pacing = true;
      loop.eventLoop().schedule(this::step, Pacer.STEP_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  private void step() {
    pacing = false;
    long nowNanos = loop.refresh();
    for (int i = paced.size() - 1; i >= 0; i--) {
      UdpRoute to = paced.get(i);
      pace(to, nowNanos);
      if (to.pacer().heldBytes() == 0) {
        paced.remove(i);
      }
    }
    flush();
    if (!paced.isEmpty()) {
      startPacing();
    }
  }

  private void pace(UdpRoute to, long nowNanos) {
    to.pacer().step(nowNanos);
    for (Pacer.Run run = to.pacer().next(); run != null; run = to.pacer().next()) {
      ByteBuf packets = run.packets();
      send(to, packets, packets.readerIndex(), packets.readableBytes(), run.segmentSize(), true);
      departed.add(packets);
    }
  }

  private void use(UdpPort port) {
    if (!ports.contains(port)) {
      ports.add(port);
    }
  }

  void flush() {
    endRun();
    for (int i = 0; i < ports.size(); i++) {
      ports.get(i).flush();
    }
    ports.clear();
    carrier.handOver();
    buffer.clear();
    for (int i = 0; i < departed.size(); i++) {
      departed.get(i).release();
    }
    departed.clear();
    for (int i = 0; i < connections.size(); i++) {
      connections.get(i).flush();
    }
    connections.clear();
  }
}
