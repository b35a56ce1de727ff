package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class SegmentRunTest {
  private static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5);

  private final SegmentRun run = new SegmentRun();

  private static ByteBuf packet(int length, int mark) {
    return Unpooled.buffer(length).writeByte(mark).writeZero(length - 1);
  }

  @Test
  void oneAloneLeavesAsItIs() {
    ByteBuf only = packet(100, 1);
    run.add(only);
    DatagramPacket message = run.take(REMOTE);
    assertFalse(message instanceof SegmentedDatagramPacket);
    assertSame(only, message.content());
    assertTrue(run.isEmpty());
    message.release();
  }

  @Test
  void packetsOfOneSizeLeaveTogetherAndAShorterOneEndsTheRun() {
    ByteBuf first = packet(100, 1);
    ByteBuf second = packet(100, 2);
    run.add(first);
    assertTrue(run.fits(second));
    run.add(second);
    assertFalse(run.fits(packet(101, 3)));
    ByteBuf last = packet(40, 3);
    assertTrue(run.fits(last));
    run.add(last);
    assertFalse(run.fits(packet(40, 4)));
    assertEquals(0, first.refCnt());
    assertEquals(0, second.refCnt());
    SegmentedDatagramPacket message =
        assertInstanceOf(SegmentedDatagramPacket.class, run.take(REMOTE));
    assertEquals(100, message.segmentSize());
    assertEquals(240, message.content().readableBytes());
    assertEquals(1, message.content().getByte(0));
    assertEquals(2, message.content().getByte(100));
    assertEquals(3, message.content().getByte(200));
    message.release();
    run.add(packet(10, 5));
    assertTrue(run.fits(packet(10, 6)));
    run.take(REMOTE).release();
  }

  @Test
  void aRunIsBoundedInSegmentsAndBytes() {
    int taken = 0;
    run.add(packet(1200, 0));
    for (ByteBuf next = packet(1200, 0); run.fits(next); next = packet(1200, 0)) {
      run.add(next);
      taken++;
    }
    assertEquals(SegmentRun.MAX_SEGMENTS - 1, taken);
    run.take(REMOTE).release();
    run.add(packet(1472, 0));
    for (ByteBuf next = packet(1472, 0); run.fits(next); next = packet(1472, 0)) {
      run.add(next);
    }
    DatagramPacket message = run.take(REMOTE);
    assertEquals(SegmentRun.MAX_BYTES / 1472 * 1472, message.content().readableBytes());
    message.release();
  }
}
