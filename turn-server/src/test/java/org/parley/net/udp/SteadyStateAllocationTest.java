package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.loop.NetworkLoops;

/** Sending, receiving, and looking addresses up leave no garbage. */
@NullMarked
@Timeout(60)
class SteadyStateAllocationTest {
  private static final int DATAGRAMS = 100_000;

  /** Until all of it is compiled. */
  private static final int MAX_RUNS = 10;

  private static final int IN_FLIGHT = 20;

  private final NetworkLoops loops = NetworkLoops.start("media-loop", 1);

  @AfterEach
  void close() {
    loops.close();
  }

  /** Sends itself runs and single datagrams, the next batch when the last has arrived. */
  private static final class Echo implements UdpReceiver {
    private final UdpPort port;
    private final RemoteAddress self;
    private final AddressTable<String> table = new AddressTable<>();
    private final ByteBuf bytes = Unpooled.directBuffer(20_000).writerIndex(20_000);
    private CompletableFuture<Long> done = new CompletableFuture<>();
    private int arrived;
    private int wanted;
    private long allocatedBefore;

    Echo(UdpPort port) {
      this.port = port;
      this.self = RemoteAddress.of(port.local());
      table.put(self, "self");
    }

    CompletableFuture<Long> run(int datagrams) {
      done = new CompletableFuture<>();
      arrived = 0;
      wanted = datagrams;
      allocatedBefore = allocated();
      sendBatch();
      return done;
    }

    private void sendBatch() {
      port.send(bytes, 0, 10_000, 1000, self, true);
      for (int i = 0; i < 10; i++) {
        port.send(bytes, 11_000 + i * 100, 100, 100, self, false);
      }
      port.flush();
    }

    @Override
    public void onDatagram(RemoteAddress from, ByteBuf content) {
      if ("self".equals(table.get(from))) {
        content.setInt(content.readerIndex(), arrived);
        arrived++;
      }
    }

    @Override
    public void onBatchEnd() {
      if (arrived >= wanted) {
        done.complete(allocated() - allocatedBefore);
      } else if (arrived % IN_FLIGHT == 0) {
        sendBatch();
      }
    }

    @Override
    public void onSendError(int errno) {
      done.completeExceptionally(new AssertionError("error " + errno));
    }

    @Override
    public void onWritable() {}

    private static long allocated() {
      return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
  }

  @Test
  void aDatagramSentAndReceivedAllocatesNothing() throws Exception {
    assumeTrue(Epoll.isAvailable(), "no native epoll here");
    assertEquals("", DirectCalls.onThisMachine().obstacle());
    Echo[] echo = new Echo[1];
    try (UdpPorts ports =
        UdpPorts.open(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            UdpOptions.BEST,
            (port, _) -> echo[0] = new Echo(port))) {
      List<Long> runs = new ArrayList<>();
      do {
        runs.add(run(echo[0]));
      } while (runs.getLast() >= DATAGRAMS && runs.size() < MAX_RUNS);
      assertTrue(runs.getLast() < DATAGRAMS, "bytes for " + DATAGRAMS + ": " + runs);
    } finally {
      echo[0].bytes.release();
    }
  }

  private long run(Echo echo) throws Exception {
    return loops
        .loops()
        .getFirst()
        .eventLoop()
        .submit(() -> echo.run(DATAGRAMS))
        .get(10, TimeUnit.SECONDS)
        .get(30, TimeUnit.SECONDS);
  }
}
