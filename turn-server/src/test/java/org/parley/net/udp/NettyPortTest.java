package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.net.loop.NetworkLoops;

/** A full channel, and one that refuses segments. */
@NullMarked
class NettyPortTest {
  private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.9", 9);
  private static final RemoteAddress TO = RemoteAddress.of(new InetSocketAddress("192.0.2.1", 7));

  /** Takes what it is told to. */
  private static final class Outlet extends EmbeddedChannel {
    final List<String> taken = new ArrayList<>();
    int room = Integer.MAX_VALUE;
    int refusesSegments;

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {
      for (Object message = waiting.current();
          message != null && room > 0;
          message = waiting.current()) {
        int segment =
            message instanceof SegmentedDatagramPacket segmented ? segmented.segmentSize() : 0;
        if (segment > 0 && refusesSegments != 0) {
          waiting.remove(new Errors.NativeIoException("sendmmsg", -refusesSegments, false));
          continue;
        }
        ByteBuf bytes = ((DatagramPacket) message).content();
        taken.add(
            bytes.getByte(bytes.readerIndex())
                + " "
                + bytes.readableBytes()
                + (segment > 0 ? " by " + segment : ""));
        waiting.remove();
        room--;
      }
    }

    void drain() {
      room = Integer.MAX_VALUE;
      flush();
    }
  }

  private final NetworkLoops loops = NetworkLoops.start("media-loop", 1);
  private final Outlet outlet = new Outlet();
  private final Segmentation segmentation = new Segmentation(LOCAL, true);
  private final RecordingReceiver receiver = new RecordingReceiver();
  private final ByteBuf bytes = Unpooled.directBuffer(70_000).writerIndex(70_000);
  private final NettyPort port = port();

  private NettyPort port() {
    outlet.config().setWriteBufferWaterMark(NettySocket.ANYTHING_WAITS);
    NettySocket socket = new NettySocket(loops.loops().getFirst(), LOCAL, segmentation, outlet);
    return new NettyPort(loops.loops().getFirst(), socket, true);
  }

  @BeforeEach
  void start() throws Exception {
    port.start(receiver);
    loops.loops().getFirst().eventLoop().submit(() -> {}).get();
  }

  @AfterEach
  void close() {
    outlet.close();
    loops.close();
    bytes.release();
  }

  private void send(int first, int length, int segmentSize, boolean droppable) {
    bytes.setByte(first, first);
    port.send(bytes, first, length, segmentSize, TO, droppable);
  }

  @Test
  void bytesMayChangeAfterTheFlush() {
    send(1, 250, 100, true);
    send(2, 10, 10, false);
    port.flush();
    assertEquals(List.of("1 250 by 100", "2 10"), outlet.taken);
    assertFalse(port.congested());
    assertEquals(4, port.sentDatagrams());
  }

  @Test
  void aFullChannelLosesVideoAndKeepsTheRest() {
    outlet.room = 1;
    send(1, 10, 10, true);
    send(2, 10, 10, true);
    port.flush();
    assertTrue(port.congested());
    send(3, 300, 100, true);
    send(4, 10, 10, false);
    port.flush();
    assertEquals(3, port.droppedDatagrams());
    assertEquals(0, receiver.writable.get());
    outlet.drain();
    assertEquals(List.of("1 10", "2 10", "4 10"), outlet.taken);
    assertFalse(port.congested());
    assertEquals(1, receiver.writable.get());
  }

  @Test
  void whatAnotherLoopHasOnItsWayIsNoFullChannel() {
    NettyPort shared = new NettyPort(loops.loops().getFirst(), port.socket(), false);
    outlet.room = 0;
    send(1, 1000, 1000, false);
    shared.send(bytes, 0, 1000, 1000, TO, true);
    shared.flush();
    assertFalse(shared.congested());
    shared.send(bytes, 0, 1000, 1000, TO, true);
    assertEquals(0, shared.droppedDatagrams());
    outlet.drain();
    assertEquals(3, outlet.taken.size());
  }

  @Test
  void whatWaitsIsBounded() {
    outlet.room = 0;
    send(1, 10, 10, false);
    port.flush();
    for (int i = 0; i < 1000; i++) {
      send(2, 1000, 1000, false);
    }
    assertTrue(port.droppedDatagrams() > 450, port.droppedDatagrams() + " dropped");
    assertTrue(port.droppedDatagrams() < 600, port.droppedDatagrams() + " dropped");
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EIO, Errno.EINVAL})
  void whereSegmentsAreRefusedNothingIsLost(int errno) {
    outlet.refusesSegments = errno;
    send(1, 250, 100, true);
    bytes.setByte(101, 0);
    port.flush();
    outlet.runPendingTasks();
    assertEquals(List.of("1 100", "0 100", "0 50"), outlet.taken);
    assertFalse(segmentation.on());
    send(5, 120, 100, true);
    port.flush();
    assertEquals(List.of("5 100", "0 20"), outlet.taken.subList(3, 5));
  }
}
