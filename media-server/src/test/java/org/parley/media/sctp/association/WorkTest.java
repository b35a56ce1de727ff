package org.parley.media.sctp.association;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.ForwardTsn;
import org.parley.media.sctp.packet.PacketWriter;
import org.parley.media.sctp.packet.SackChunk;
import org.parley.media.sctp.tx.Delivery;

/**
 * Packets of the size of any other that ask for much work. What they cost is bounded by time of the
 * processor, many times what they take and much less than what they could.
 */
class WorkTest {
  private static final int WHOLE = DataChunk.BEGINNING | DataChunk.ENDING;
  private static final int MESSAGES = 6_000;
  private static final long MOST_NANOS = 1_500_000_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final PacketWriter writer = new PacketWriter(5000, 5000);
  private final ByteBuf packet = Unpooled.buffer(2_048);
  private final ByteBuf out = Unpooled.buffer(2_048);

  private void give(Script script, int times, Runnable chunks) {
    for (int i = 0; i < times; i++) {
      writer.begin(packet.clear(), script.ownTag);
      chunks.run();
      writer.finish(packet, 0, true);
      assertTrue(packet.readableBytes() <= 1_300, packet.readableBytes() + " bytes");
      script.association.onPacket(packet, script.now());
      for (AssociationEvent event = script.association.nextEvent();
          event != null;
          event = script.association.nextEvent()) {
        if (event instanceof AssociationEvent.MessageReceived message) {
          script.association.release(message);
        }
      }
      while (script.association.nextPacket(out.clear(), script.now())) {
        assertTrue(out.isReadable());
      }
    }
  }

  private void takesLittle(Runnable work) {
    long before = threads.getCurrentThreadCpuTime();
    work.run();
    long nanos = threads.getCurrentThreadCpuTime() - before;
    assertTrue(nanos < MOST_NANOS, nanos / 1_000_000 + " ms");
  }

  /** As far ahead as a SACK can tell, and all before it given up: forty times a packet. */
  @Test
  void skippingAllThereIsAgainAndAgain() {
    Script script = new Script().established();
    int[] cumulative = {0};
    takesLittle(
        () ->
            give(
                script,
                2_000,
                () -> {
                  for (int i = 0; i < 38; i++) {
                    int far = cumulative[0] + 0xFFFF;
                    Script.write(packet, far, 0, 0, "a", DataChunk.UNORDERED | WHOLE);
                    new ForwardTsn(Script.PEER_TSN - 2 + far, List.of()).write(packet);
                    cumulative[0] = far;
                  }
                }));
    assertEquals(
        "message 0 b",
        script.data(cumulative[0] + 1, 0, 0, "b", DataChunk.UNORDERED | WHOLE).getFirst());
  }

  /** Thousands of small messages, all but the first acknowledged by a gap block. */
  private Script inFlight(Delivery delivery) {
    Script script =
        new Script()
            .established(
                Script.opening(Script.PEER_TAG, 8_000_000, Script.FORWARD, Script.EXTENSIONS));
    int sent = 0;
    while (sent < MESSAGES) {
      for (int i = 0; i < 50; i++) {
        script.send(0, "a", delivery);
        sent++;
      }
      script.at(script.now() / 1_000_000 + 1);
      script.sackWithWindow(8_000_000, 0, 2, sent);
    }
    return script;
  }

  private void sack(Script script, int last) {
    SackChunk.writeFixed(packet, script.ownTsn - 1, 8_000_000, 1, 0);
    packet.writeShort(2).writeShort(last);
  }

  @Test
  void theSameGapBlocksAgainAndAgain() {
    Script script = inFlight(Delivery.RELIABLE);
    takesLittle(
        () ->
            give(
                script,
                3_000,
                () -> {
                  for (int i = 0; i < 56; i++) {
                    sack(script, MESSAGES);
                  }
                }));
    assertTrue(script.association.queued() > 0, "nothing is settled");
  }

  /** One more each time, while a retransmission has upset the order of TSNs. */
  @Test
  void gapBlocksThatGrow() {
    Script script = inFlight(Delivery.RELIABLE);
    int[] last = {MESSAGES / 2};
    takesLittle(
        () ->
            give(
                script,
                3_000,
                () -> {
                  for (int i = 0; i < 56; i++) {
                    sack(script, MESSAGES / 2 + last[0]++ % (MESSAGES / 2));
                  }
                }));
  }

  /** All of them are given up, which is told again and again, and never heard. */
  @Test
  void whatWasGivenUpAndNeverSkipped() {
    Script script = inFlight(new Delivery(false, 0, 0));
    script.advance(10_000);
    takesLittle(
        () ->
            give(
                script,
                3_000,
                () -> {
                  for (int i = 0; i < 56; i++) {
                    sack(script, 2);
                  }
                }));
  }
}
