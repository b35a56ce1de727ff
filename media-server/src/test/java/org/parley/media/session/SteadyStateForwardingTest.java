package org.parley.media.session;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.parley.media.session.TestCall.PUBLISHED;

import com.sun.management.ThreadMXBean;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.receive.Packets;
import org.parley.media.session.TestCall.Client;
import org.parley.media.testpeer.AsInAServer;
import org.parley.media.testpeer.PausableLink;
import org.parley.media.testpeer.TestLink;
import org.parley.media.transport.TransportCounter;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.CryptoUnavailableException;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;

/** Forwarding leaves hardly any garbage: what the loops allocate, by packet that they send. */
@NullMarked
@Timeout(60)
@ExtendWith(AsInAServer.class)
class SteadyStateForwardingTest {
  private static final int VIEWERS = 40;
  private static final int FRAME = 10;
  private static final int FRAMES = 150;
  private static final long FRAME_NANOS = 5_000_000;

  /** Counters of what was forwarded are summed up five times a second. */
  private static final long KEYFRAME_NANOS = 1_000_000_000L;

  private static final int MAX_BYTES_PER_PACKET = 16;

  /** Until all of it is compiled. */
  private static final int MAX_RUNS = 6;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int sequence = 3;

  private static long[] threadsOf(NetworkLoops loops) throws Exception {
    long[] ids = new long[loops.loops().size()];
    for (NetworkLoop loop : loops.loops()) {
      ids[loop.index()] = loop.eventLoop().submit(() -> Thread.currentThread().threadId()).get();
    }
    return ids;
  }

  private long allocated(long[] ids) {
    return Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
  }

  private static long sent(TestCall call) {
    return call.server.transportCounters().value(TransportCounter.PACKETS_SENT);
  }

  private static void assumeBestMachine() {
    assumeTrue(Epoll.isAvailable(), "no native epoll here");
    try {
      assertNotNull(CryptoProvider.open(CryptoProvider.Kind.LIBCRYPTO));
    } catch (CryptoUnavailableException e) {
      assumeTrue(false, "no libcrypto here: " + e.getMessage());
    }
  }

  @ParameterizedTest(name = "{0} loops, {1} peers on one")
  @CsvSource({"1, 100", "2, 21"})
  void aForwardedPacketCostsNoGarbage(int loopCount, int peersPerLoop) throws Exception {
    assumeBestMachine();
    NetworkLoops loops = Machine.BEST.loops(loopCount);
    try (TestCall call = new TestCall(Machine.BEST.start(loops, peersPerLoop))) {
      Client ada = call.publisher(SrtpProfile.AEAD_AES_128_GCM);
      List<PausableLink> links = new ArrayList<>();
      for (int i = 0; i < VIEWERS; i++) {
        PausableLink link = new PausableLink(TestLink.udp(call.address()));
        links.add(link);
        Client viewer = call.viewer("viewer " + i, link, SrtpProfile.AEAD_AES_128_GCM);
        if (i == 0) {
          call.firstPicture(ada, viewer);
        }
      }
      showAll(call, ada);
      // From here on the system drops what the viewers do not read.
      links.forEach(PausableLink::pause);
      long[] ids = threadsOf(loops);
      List<Double> perPacket = new ArrayList<>();
      do {
        long bytes = allocated(ids);
        long packets = sent(call);
        publish(call, ada);
        perPacket.add((allocated(ids) - bytes) / (double) (sent(call) - packets));
      } while (perPacket.getLast() >= MAX_BYTES_PER_PACKET && perPacket.size() < MAX_RUNS);
      assertTrue(
          perPacket.getLast() < MAX_BYTES_PER_PACKET,
          () -> "bytes allocated per forwarded packet: " + perPacket);
      links.forEach(PausableLink::resume);
    }
  }

  /** Sends keyframes until one has reached every viewer: the last one's slot may be new. */
  private void showAll(TestCall call, Client ada) throws IOException, InterruptedException {
    long before;
    int tries = 0;
    do {
      assertTrue(tries++ < MAX_RUNS, "a viewer sees nothing");
      before = forwarded(call);
      ada.send(true, sequence++, PUBLISHED);
      long end = System.nanoTime() + KEYFRAME_NANOS;
      while (forwarded(call) - before < VIEWERS && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(FRAME_NANOS);
      }
    } while (forwarded(call) - before < VIEWERS);
  }

  private static long forwarded(TestCall call) {
    return call.server.counters().get(MediaCounter.PACKETS_SENT);
  }

  /** A second of video and a little less, in frames of some packets. */
  private void publish(TestCall call, Client ada) throws IOException, InterruptedException {
    byte[] payload = new byte[1100];
    System.arraycopy(Packets.vp8(false, 1, 1), 0, payload, 0, 6);
    long before = sent(call);
    long next = System.nanoTime();
    for (int frame = 0; frame < FRAMES; frame++) {
      for (int i = 0; i < FRAME; i++) {
        payload[0] = (byte) (i == 0 ? 0x90 : 0x80);
        ada.send(sequence++, PUBLISHED, payload);
      }
      // However slow the machine is just now, what it is sent does not pile up.
      before += FRAME * VIEWERS;
      long expected = before;
      TestCall.await(() -> sent(call) >= expected);
      next += FRAME_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }
}
