package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.channel.epoll.Epoll;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.parley.media.testpeer.AsInAServer;
import org.parley.media.testpeer.PausableLink;
import org.parley.media.testpeer.TestLink;
import org.parley.media.testpeer.TestPeer;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.CryptoUnavailableException;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.net.loop.NetworkLoops;

/** Data leaves hardly any garbage on its way in and out: what the loop allocates by record. */
@Timeout(60)
@ExtendWith(AsInAServer.class)
class SteadyStateDataTest {
  private static final int RECORDS = 4_000;
  private static final int MAX_BYTES_PER_RECORD = 16;

  /** So many are on their way at one time. */
  private static final int WINDOW = 50;

  /** Until all of it is compiled. */
  private static final int MAX_RUNS = 8;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final NetworkLoops loops = NetworkLoops.start("media-loop", 1);

  @AfterEach
  void stop() {
    loops.close();
  }

  private static CryptoProvider libcrypto() {
    assumeTrue(Epoll.isAvailable(), "no native epoll here");
    try {
      return CryptoProvider.open(CryptoProvider.Kind.LIBCRYPTO);
    } catch (CryptoUnavailableException e) {
      assumeTrue(false, "no libcrypto here: " + e.getMessage());
      throw new AssertionError(e);
    }
  }

  @Test
  void aRecordCostsNoGarbage() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    RecordingListener listener = new RecordingListener();
    try (MediaEndpoint endpoint =
        MediaEndpoint.start(TransportConfig.of(any).withCrypto(libcrypto()), loops)) {
      PeerTransport transport = endpoint.open(loops.leastLoaded(List.of()), listener);
      listener.echoTo(transport);
      InetSocketAddress address = new InetSocketAddress(any.getAddress(), endpoint.port());
      PausableLink link = new PausableLink(TestLink.udp(address));
      try (TestPeer peer = Echoes.peer(transport, link, SrtpProfile.values())) {
        peer.connect();
        // From here on the system drops what comes back.
        link.pause();
        long loop =
            transport.owner().eventLoop().submit(() -> Thread.currentThread().threadId()).get();
        List<Double> perRecord = new ArrayList<>();
        do {
          perRecord.add(run(endpoint.counters(), peer, loop));
        } while (perRecord.getLast() >= MAX_BYTES_PER_RECORD && perRecord.size() < MAX_RUNS);
        assertTrue(
            perRecord.getLast() < MAX_BYTES_PER_RECORD,
            () -> "bytes allocated per record in and out: " + perRecord);
        link.resume();
      }
    }
  }

  private double run(TransportCounters counters, TestPeer peer, long loop) throws Exception {
    byte[] packet = new byte[1_100];
    long records = counters.value(TransportCounter.APPLICATION_DATA_SENT);
    long bytes = threads.getThreadAllocatedBytes(loop);
    for (int i = 1; i <= RECORDS; i++) {
      peer.sendData(packet);
      if (i % WINDOW == 0) {
        awaitEchoes(counters, records + i);
      }
    }
    long echoed = counters.value(TransportCounter.APPLICATION_DATA_SENT) - records;
    assertTrue(echoed > RECORDS / 2, "records that came back: " + echoed);
    return (threads.getThreadAllocatedBytes(loop) - bytes) / (double) echoed;
  }

  /** Or until so much time has gone by that they are lost. */
  private static void awaitEchoes(TransportCounters counters, long expected) {
    long end = System.nanoTime() + 100_000_000;
    while (counters.value(TransportCounter.APPLICATION_DATA_SENT) < expected
        && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(100_000);
    }
  }
}
