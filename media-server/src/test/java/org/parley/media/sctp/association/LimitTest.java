package org.parley.media.sctp.association;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.packet.ChunkType;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.Heartbeat;
import org.parley.media.sctp.packet.Opaque;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendLimits;
import org.parley.media.sctp.tx.SendResult;

/** What a peer can make us keep, and what work costs. */
class LimitTest {
  private static final int KILOBYTE = 1_024;

  private static SendResult send(Script script, int stream, int bytes) {
    return script.association.send(stream, 53, new byte[bytes], Delivery.RELIABLE, script.now());
  }

  /** T17: a peer that does not read costs two megabytes. */
  @Test
  void buffersAMebibyteOfAStreamAndSomewhatMoreInAll() {
    Script script = new Script().established(Script.opening(Script.PEER_TAG, 0));
    assertEquals(SendResult.QUEUED, send(script, 1, 256 * KILOBYTE));
    assertEquals(SendResult.TOO_LARGE, send(script, 1, 256 * KILOBYTE + 1));
    assertEquals(SendResult.EMPTY, send(script, 1, 0));
    for (int i = 0; i < 2; i++) {
      assertEquals(SendResult.QUEUED, send(script, 1, 256 * KILOBYTE));
    }
    assertEquals(SendResult.QUEUED, send(script, 1, 250 * KILOBYTE));
    assertEquals(SendResult.FULL, send(script, 1, 6 * KILOBYTE));
    assertEquals(1018 * KILOBYTE, script.association.buffered(1));
    assertEquals(1018 * KILOBYTE + 4 * 160, script.association.queued());
    assertEquals(SendResult.FULL, send(script, 2, 17 * KILOBYTE));
    script.effects();
    assertEquals(SendResult.FULL, send(script, 2, 17 * KILOBYTE), "in flight counts as well");
    script.sack(1);
    assertEquals(SendResult.QUEUED, send(script, 3, 1));
    assertEquals(SendResult.STREAM_CLOSED, send(script, 100, 1), "the peer allows 100");
  }

  /** What holds little is not starved by what holds much, and cannot grow beyond it for ever. */
  @Test
  void aFullStreamLeavesRoomForOthers() {
    Script script = new Script().established(Script.opening(Script.PEER_TAG, 0));
    while (send(script, 1, 16 * KILOBYTE) == SendResult.QUEUED) {}
    assertEquals(SendResult.FULL, send(script, 1, 8 * KILOBYTE));
    for (int stream = 2; stream < 5; stream++) {
      assertEquals(SendResult.QUEUED, send(script, stream, 15 * KILOBYTE));
      assertEquals(SendResult.FULL, send(script, stream, 2 * KILOBYTE));
    }
    int small = 0;
    while (send(script, 5 + small % 90, 100) == SendResult.QUEUED) {
      small++;
    }
    assertTrue(small > 60, small + " messages");
    assertTrue(script.association.queued() <= (1024 + 64) * KILOBYTE);
  }

  @Test
  void tellsWhatIsQueuedAndAcknowledged() {
    Script script = new Script().established();
    script.send("a");
    script.send("b");
    assertEquals(2 * (1 + 160), script.association.queued());
    assertEquals(0, script.association.acknowledgedBytes());
    script.sack(0, 2, 2);
    long one = script.association.acknowledgedBytes();
    assertTrue(one > 0);
    assertEquals(2 * (1 + 160), script.association.queued(), "it may be taken back");
    script.sack(2);
    assertEquals(2 * one, script.association.acknowledgedBytes());
    assertEquals(0, script.association.queued());
  }

  /** Objects around them cost more than the bytes of small messages. */
  @Test
  void smallMessagesFillTheBufferBeforeTheirBytes() {
    Script script = new Script().established(Script.opening(Script.PEER_TAG, 0));
    int queued = 0;
    while (send(script, 1, 1) == SendResult.QUEUED) {
      queued++;
    }
    assertEquals(6_512, queued);
    script.effects();
    script.sack(1);
    int settled = 1;
    while (script.association.buffered(1) > 0) {
      settled = Math.min(settled + 50, queued);
      script.sack(settled);
    }
    script.sack(queued);
    for (int i = 0; i < 3; i++) {
      assertEquals(SendResult.QUEUED, send(script, 1, 256 * KILOBYTE), "nothing is left behind");
    }
    assertEquals(SendResult.QUEUED, send(script, 2, 250 * KILOBYTE));
  }

  @Test
  void dropsTheOldestToMakeRoom() {
    Script script = new Script().established(Script.opening(Script.PEER_TAG, 1_200));
    assertEquals(SendResult.QUEUED, send(script, 1, 2_000));
    assertEquals(List.of("> DATA 1 1:0 B 1172 bytes"), script.effects());
    for (int i = 1; i <= 4; i++) {
      script.send(1, "message " + i, new Delivery(true, 9, 0));
    }
    script.send(1, "reliable", Delivery.RELIABLE);
    assertEquals(0, script.association.dropOldest(2, 1));
    assertEquals(2, script.association.dropOldest(1, 10), "what was begun stays");
    assertEquals(828 + 26, script.association.buffered(1));
    assertEquals(
        List.of(
            "> DATA 2 1:0 E 828 bytes, DATA 3 1:1 BE message 3, DATA 4 1:2 BE message 4,"
                + " DATA 5 1:3 BE reliable"),
        script.sackWithWindow(10_000, 1));
    script.sack(5);
    script.association.shutdown(script.now());
    assertEquals(List.of("> SHUTDOWN 0"), script.effects(), "nothing is waited for");
  }

  @Test
  void aMessageBeyondTheLimitEndsIt() {
    Script script =
        new Script(Script.plain().withLimits(new SendLimits(3_000, 1_000_000, 1_000_000)))
            .established();
    String kilobyte = "x".repeat(1_000);
    script.data(1, 0, 0, kilobyte, DataChunk.BEGINNING);
    script.data(2, 0, 0, kilobyte, 0);
    script.data(3, 0, 0, kilobyte, 0);
    assertEquals(
        List.of("ended PROTOCOL_VIOLATION", "> ABORT ProtocolViolation"),
        script.data(4, 0, 0, "x", DataChunk.ENDING));
  }

  /** Fragments without an end fill the window, then its double, and then it is over. */
  @Test
  void unfinishedMessagesDoNotGrowForEver() {
    Script script =
        new Script(Script.plain().withWindow(100_000).withExtensions(new Extensions(true, false)))
            .established(
                Script.opening(
                    new Parameter.SupportedExtensions(
                        List.of(ChunkType.I_DATA, ChunkType.I_FORWARD_TSN))));
    byte[] bytes = new byte[1_000];
    int sent = 0;
    List<String> effects = List.of();
    while (effects.stream().noneMatch(effect -> effect.contains("ended"))) {
      int tsn = sent++;
      effects =
          script.packet(
              script.ownTag,
              out ->
                  DataChunk.writeInterleaved(
                      out,
                      DataChunk.BEGINNING,
                      Script.PEER_TSN + tsn,
                      tsn % 100,
                      tsn / 100,
                      53,
                      bytes,
                      0,
                      bytes.length));
    }
    assertEquals(List.of("ended PROTOCOL_VIOLATION", "> ABORT OutOfResource"), effects);
    assertTrue(sent > 100 && sent < 200, sent + " kilobytes");
  }

  /** What waits behind a gap is charged with more than its bytes. */
  @Test
  void smallMessagesFillTheWindowBeforeTheirBytes() {
    Script script = new Script(Script.plain().withWindow(100_000)).established();
    int tsn = 1;
    while (script.association.counters().count(AssociationCounter.DROPPED_WINDOW) == 0) {
      tsn++;
      script.data(tsn, 0, tsn, "x");
    }
    assertTrue(tsn > 300 && tsn < 1_000, tsn + " messages");
  }

  @Test
  void aFloodOfHeartbeatsIsAnsweredOneByOne() {
    Script script = new Script().established();
    Heartbeat heartbeat = new Heartbeat(new Opaque(new byte[8]));
    for (int i = 0; i < 10_000; i++) {
      assertEquals(List.of("> HEARTBEAT-ACK"), script.receive(heartbeat));
    }
  }

  /** A message costs itself and what tells of it; packets and acknowledgements cost nothing. */
  @Test
  void packetsAllocateNothing() {
    AssociationConfig config = AssociationConfig.forDataChannels();
    Association sender = new Association(config, new byte[] {1});
    Association receiver = new Association(config, new byte[] {2});
    ByteBuf packet = Unpooled.buffer(2_048);
    byte[] payload = new byte[1_000];
    sender.connect(0);
    long now = transfer(sender, receiver, packet, payload, 50_000, 0);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    int messages = 20_000;
    transfer(sender, receiver, packet, payload, messages, now);
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / messages;
    assertTrue(each < 1_000 + 300, each + " bytes for a message of 1,000");
  }

  /** Returns when all has come. */
  private static long transfer(
      Association sender,
      Association receiver,
      ByteBuf packet,
      byte[] payload,
      int messages,
      long fromNanos) {
    long now = fromNanos;
    int received = 0;
    for (int i = 0; received < messages; i++) {
      now += 10_000;
      sender.send(1, 53, payload, Delivery.RELIABLE, now);
      while (sender.nextPacket(packet.clear(), now)) {
        receiver.onPacket(packet, now);
      }
      for (AssociationEvent event = receiver.nextEvent();
          event != null;
          event = receiver.nextEvent()) {
        if (event instanceof MessageReceived message) {
          received++;
          receiver.release(message);
        }
      }
      while (receiver.nextPacket(packet.clear(), now)) {
        sender.onPacket(packet, now);
      }
      assertTrue(i < 2 * messages, "stalled");
    }
    return now;
  }
}
