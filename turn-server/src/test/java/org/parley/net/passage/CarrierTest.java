package org.parley.net.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpHub;

@Timeout(30)
class CarrierTest {
  private static final RemoteAddress FROM =
      RemoteAddress.of(new InetSocketAddress("192.0.2.7", 4321));

  private final NetworkLoops loops = NetworkLoops.start("test-loop", 1, NetworkLoops.Kind.NIO);
  private final NetworkLoop loop = loops.loops().getFirst();
  private final List<String> events = new ArrayList<>();
  private final Landing landing =
      new Landing(loop, new UdpHub.Room(48, 3), () -> events.add("begin"), () -> events.add("end"));
  private final Carrier carrier = new Carrier();

  /** Writes over all the room that it is promised. */
  private final Doorway doorway =
      new Doorway() {
        @Override
        public Landing landing() {
          return landing;
        }

        @Override
        public boolean closed() {
          return false;
        }

        @Override
        public void onPacket(RemoteAddress from, ByteBuf content) {
          assertTrue(content.hasMemoryAddress(), "the system can send it where it is");
          byte[] bytes = new byte[content.readableBytes()];
          content.getBytes(content.readerIndex(), bytes);
          events.add(from.port() + " " + bytes.length + " of " + bytes[0]);
          content.setZero(content.readerIndex() - 48, 48);
          content.setZero(content.writerIndex(), 3);
        }
      };

  @AfterEach
  void stop() {
    loops.close();
  }

  private boolean add(int value, int length) {
    ByteBuf content = Unpooled.buffer(length + 5).writeZero(5);
    for (int i = 0; i < length; i++) {
      content.writeByte(value);
    }
    return carrier.add(doorway, FROM, content, 5, length);
  }

  private List<String> arrived() throws Exception {
    return loop.call(() -> List.copyOf(events));
  }

  @Test
  void packetsArriveInOneBatchWithRoomAroundEach() throws Exception {
    assertTrue(add(1, 100));
    assertTrue(add(2, 1_500));
    assertTrue(add(3, 1));
    assertEquals(List.of(), arrived());

    carrier.handOver();

    assertEquals(
        List.of("begin", "4321 100 of 1", "4321 1500 of 2", "4321 1 of 3", "end"), arrived());
  }

  @Test
  void whoDoesNotKeepUpLosesPacketsUntilItDoes() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    loop.execute(
        () -> {
          try {
            busy.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    int bound = Carrier.MAX_PARCELS * Parcel.MAX_PACKETS;
    for (int i = 0; i < bound; i++) {
      assertTrue(add(1, 20), "packet " + i);
    }
    assertFalse(add(2, 20), "full");
    carrier.handOver();
    assertFalse(add(2, 20), "nothing was taken yet");

    busy.countDown();

    assertEquals(bound, arrived().stream().filter("4321 20 of 1"::equals).count());
    // What was taken goes back after it has been sent.
    assertEquals(bound + 2 * Carrier.MAX_PARCELS, arrived().size());
    assertTrue(add(3, 20), "there is room again");
    carrier.handOver();
    assertEquals(1, arrived().stream().filter("4321 20 of 3"::equals).count());
  }

  @Test
  void aPacketLongerThanAnyParcelIsRefusedAndTakesNoRoom() {
    for (int i = 0; i < 2 * Carrier.MAX_PARCELS; i++) {
      assertFalse(add(1, 200_000));
    }
    assertTrue(add(1, 20));
  }

  @Test
  void afterTheEndOfALoopItsPacketsAreLostWithoutHarm() {
    loops.close();
    for (int i = 0; i < 2 * Carrier.MAX_PARCELS; i++) {
      assertTrue(add(1, 20));
      carrier.handOver();
    }
    assertEquals(List.of(), events);
  }
}
