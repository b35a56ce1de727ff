package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;

/** How a real socket and loop tell of the end of back-pressure that a script began. */
@NullMarked
@Timeout(30)
class DirectPortTest {
  private final NetworkLoops loops = NetworkLoops.start("media-loop", 1);
  private final NetworkLoop loop = loops.loops().getFirst();
  private final ByteBuf bytes = Unpooled.directBuffer(100).writeZero(100);

  @BeforeEach
  void isAvailable() {
    assumeTrue(Epoll.isAvailable(), "no native epoll here");
    assertEquals("", DirectCalls.onThisMachine().obstacle());
  }

  @AfterEach
  void close() {
    loops.close();
    bytes.release();
  }

  /** Refuses as many sends as it is told. */
  private record Full(DatagramCalls system, int errno, AtomicInteger times)
      implements DatagramCalls {
    @Override
    public int send(long messages, int count) {
      return times.getAndDecrement() > 0 ? -errno : system.send(messages, count);
    }

    @Override
    public int receive(long messages, int count) {
      return system.receive(messages, count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EAGAIN, Errno.ENOBUFS})
  void whatWaitsIsSentWhenTheSocketIsWritable(int errno) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int free;
    try (DatagramSocket probe = new DatagramSocket(0, loopback)) {
      free = probe.getLocalPort();
    }
    InetSocketAddress local = new InetSocketAddress(loopback, free);
    AtomicInteger refusals = new AtomicInteger(3);
    try (DirectPort port =
        DirectPort.open(loop, local, system -> new Full(system, errno, refusals))) {
      RecordingReceiver receiver = new RecordingReceiver();
      port.start(receiver);
      onLoop(
          () -> {
            RemoteAddress self = RemoteAddress.of(local);
            port.send(bytes, 0, 100, 50, self, true);
            port.send(bytes, 0, 90, 30, self, false);
            port.flush();
            assertTrue(port.congested());
          });
      for (int i = 0; i < 3; i++) {
        assertEquals(30, receiver.next().bytes().length);
      }
      onLoop(
          () -> {
            assertFalse(port.congested());
            assertEquals(2, port.droppedDatagrams());
            assertEquals(3, port.sentDatagrams());
            assertEquals(3, port.receivedDatagrams());
          });
      assertEquals(1, receiver.writable.get());
      assertTrue(refusals.get() < 0, "the socket was tried as often as scripted");
    }
  }

  private void onLoop(Runnable task) throws Exception {
    loop.eventLoop().submit(task).get(10, TimeUnit.SECONDS);
  }
}
