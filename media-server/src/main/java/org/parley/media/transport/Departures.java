package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.udp.UdpPort;

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
  private final TransportCounters counters;
  private final List<UdpPort> ports = new ArrayList<>();
  private final List<TcpRoute> connections = new ArrayList<>();

  private @Nullable UdpRoute route;
  private int runStart;
  private int runEnd;
  private int segmentSize;
  private int segments;
  private boolean lastIsShorter;
  private boolean droppable;

  Departures(TransportCounters counters) {
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

  /** Whether nothing waits for a flush. */
  boolean isEmpty() {
    return segments == 0 && ports.isEmpty() && connections.isEmpty();
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
        && start == runEnd
        && segments < UdpPort.MAX_SEGMENTS
        && segments * segmentSize + length <= UdpPort.MAX_BYTES;
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
    UdpPort port = to.port();
    if (!ports.contains(port)) {
      ports.add(port);
    }
    int length = runEnd - runStart;
    port.send(buffer, runStart, length, segmentSize, to.remote(), droppable);
    counters.add(TransportCounter.PACKETS_SENT, segments);
    counters.add(TransportCounter.BYTES_SENT, length);
    segments = 0;
    route = null;
  }

  void flush() {
    endRun();
    for (int i = 0; i < ports.size(); i++) {
      ports.get(i).flush();
    }
    ports.clear();
    buffer.clear();
    for (int i = 0; i < connections.size(); i++) {
      connections.get(i).flush();
    }
    connections.clear();
  }
}
