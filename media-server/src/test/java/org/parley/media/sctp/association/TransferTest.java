package org.parley.media.sctp.association;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.ChunkType;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.ForwardTsn;
import org.parley.media.sctp.packet.Heartbeat;
import org.parley.media.sctp.packet.HeartbeatAck;
import org.parley.media.sctp.packet.Opaque;
import org.parley.media.sctp.packet.PacketWriter;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.ShutdownAck;
import org.parley.media.sctp.tx.Delivery;

/** RFC 9260 sections 6, 7 and 8. */
class TransferTest {
  private static final Delivery ONCE = new Delivery(true, 0, 0);
  private static final Delivery SHORT_LIVED = new Delivery(true, -1, 100_000_000);

  private final Script script = new Script();

  @Test
  void sendsAndIsAcknowledged() {
    script.established();
    assertEquals(List.of("> DATA 1 0:0 BE a"), script.send("a"));
    assertEquals(List.of("> DATA 2 0:1 BE b"), script.send("b"));
    assertEquals(List.of("> DATA 3 1:0 BE c"), script.send(1, "c", Delivery.RELIABLE));
    assertEquals(List.of("> DATA 4 1:0 UBE d"), script.send(1, "d", new Delivery(false, -1, 0)));
    assertEquals(List.of(), script.sack(4));
    assertEquals(List.of(), script.advance(20_000), "nothing is sent again");
  }

  @Test
  void bundlesAndFragments() {
    script.established();
    script.association.send(0, 51, new byte[] {'a'}, Delivery.RELIABLE, script.now());
    script.association.send(0, 51, new byte[] {'b'}, Delivery.RELIABLE, script.now());
    script.association.send(0, 51, new byte[2000], Delivery.RELIABLE, script.now());
    assertEquals(
        List.of(
            "> DATA 1 0:0 BE a, DATA 2 0:1 BE b, DATA 3 0:2 B 1132 bytes",
            "> DATA 4 0:2 E 868 bytes"),
        script.effects());
  }

  /** Section 6.2: the first at once, then every second packet or after a while. */
  @Test
  void acknowledgesEverySecondPacket() {
    script.established();
    assertEquals(List.of("message 0 a", "> SACK 1"), script.data(1, 0, 0, "a"));
    assertEquals(List.of("message 0 b"), script.data(2, 0, 1, "b"));
    assertEquals(List.of("message 0 c", "> SACK 3"), script.data(3, 0, 2, "c"));
    assertEquals(List.of("message 0 d"), script.data(4, 0, 3, "d"));
    assertEquals(List.of("100 ms > SACK 4"), script.advance(1_000));
    assertEquals(
        List.of("message 0 e", "> SACK 5"),
        script.data(5, 0, 4, "e", DataChunk.IMMEDIATE | 3),
        "RFC 7053");
    script.data(6, 0, 5, "f");
    assertEquals(List.of("> SACK 6, DATA 1 0:0 BE x"), script.send("x"), "rides along");
  }

  /** Sections 6.7 and 6.2: gaps and duplicates are told at once. */
  @Test
  void tellsGapsAndDuplicates() {
    script.established();
    script.data(1, 0, 0, "a");
    assertEquals(List.of("> SACK 1 [3-3]"), script.data(3, 0, 2, "c"));
    assertEquals(List.of("> SACK 1 [3-4]"), script.data(4, 0, 3, "d"));
    assertEquals(List.of("> SACK 1 [3-4] [7-7]"), script.data(7, 1, 1, "g"));
    assertEquals(List.of("> SACK 1 [3-4] [7-7] dup 3"), script.data(3, 0, 2, "c"));
    assertEquals(List.of("> SACK 1 [3-4] [7-7] dup 1"), script.data(1, 0, 0, "a"));
    assertEquals(
        List.of("message 0 b", "message 0 c", "message 0 d", "> SACK 4 [7-7]"),
        script.data(2, 0, 1, "b"));
    assertEquals(List.of("message 1 f", "> SACK 4 [6-7]"), script.data(6, 1, 7, "f", 7));
  }

  @Test
  void putsFragmentsTogetherInAnyOrder() {
    script.established();
    script.data(1, 0, 0, "a");
    assertEquals(List.of("> SACK 1 [4-4]"), script.data(4, 0, 1, "d", DataChunk.ENDING));
    assertEquals(List.of("> SACK 2 [4-4]"), script.data(2, 0, 1, "b", DataChunk.BEGINNING));
    assertEquals(List.of("message 0 bcd", "> SACK 4"), script.data(3, 0, 1, "c", 0));
  }

  /** Section 7.2.4. */
  @Test
  void retransmitsAfterThreeMissIndications() {
    script.established();
    for (String text : List.of("a", "b", "c", "d", "e")) {
      script.send(text);
    }
    assertEquals(List.of(), script.sack(0, 2, 2));
    assertEquals(List.of(), script.sack(0, 2, 3));
    assertEquals(List.of("> DATA 1 0:0 BE a"), script.sack(0, 2, 4));
    assertEquals(List.of(), script.sack(0, 2, 5), "once");
    assertEquals(List.of(), script.sack(5));
  }

  /** Section 6.3: T3-rtx doubles, and what comes then is sent as the window allows. */
  @Test
  void retransmitsAfterATimeout() {
    script.established();
    script.send("a");
    script.advance(100);
    script.sack(1);
    script.send("b");
    script.send("c");
    assertEquals(
        List.of(
            "300 ms > DATA 2 0:1 BE b, DATA 3 0:2 BE c",
            "600 ms > DATA 2 0:1 BE b, DATA 3 0:2 BE c",
            "1200 ms > DATA 2 0:1 BE b, DATA 3 0:2 BE c",
            "2400 ms > DATA 2 0:1 BE b, DATA 3 0:2 BE c"),
        script.advance(2_500),
        "a probe, then 300 ms after it by section 6.3.1 C2, then twice that");
    script.sack(3);
    assertEquals(List.of("> DATA 4 0:3 BE d"), script.send("d"));
    script.advance(50);
    script.sack(4);
    // 100 ms and then, past what was sent twice, 50 ms with a weight of 1/8.
    assertEquals(93_750_000, script.association.smoothedRoundTripNanos());
  }

  @Test
  void givesThePeerUp() {
    script.established();
    script.send("a");
    List<String> effects = script.advance(100_000);
    assertEquals("> ABORT UserInitiatedAbort", effects.getLast().replaceAll("^\\d+ ms ", ""));
    assertTrue(effects.get(effects.size() - 2).endsWith("ended PEER_LOST"));
    assertEquals(22, effects.size(), "20 retransmissions");
  }

  /** Section 6.1 A: one chunk probes a window that is closed, as long as it takes. */
  @Test
  void probesAClosedWindow() {
    script.established();
    script.send("a");
    assertEquals(List.of(), script.sackWithWindow(0, 1));
    assertEquals(List.of("> DATA 2 0:1 BE b"), script.send("b"), "the probe");
    assertEquals(List.of(), script.send("c"));
    for (int i = 0; i < 40; i++) {
      List<String> probes = script.advance(3_000);
      assertTrue(!probes.isEmpty(), "no probe");
      probes.forEach(probe -> assertTrue(probe.endsWith("ms > DATA 2 0:1 BE b"), probe));
      assertEquals(List.of(), script.sackWithWindow(0, 1), "the peer is there, and full");
    }
    assertEquals(List.of("> DATA 3 0:2 BE c"), script.sackWithWindow(1_000, 2));
  }

  @Test
  void keepsToThePeersWindow() {
    script.established(Script.opening(Script.PEER_TAG, 1_500, Script.FORWARD));
    script.association.send(0, 51, new byte[5_000], Delivery.RELIABLE, script.now());
    assertEquals(List.of("> DATA 1 0:0 B 1172 bytes"), script.effects());
    assertEquals(
        List.of("> DATA 2 0:0  1172 bytes", "> DATA 3 0:0  1172 bytes"),
        script.sackWithWindow(2_400, 1));
  }

  /** RFC 7496 section 3.1, RFC 3758 section 3.5. */
  @Test
  void givesUpWhatMayNotBeSentAgain() {
    script.established();
    script.send(3, "a", ONCE);
    script.send(4, "b", new Delivery(false, 0, 0));
    script.send("c");
    assertEquals(
        List.of("500 ms > FORWARD-TSN 2 3:0, DATA 3 0:0 BE c"),
        script.advance(600),
        "unordered messages have no number");
    assertEquals(List.of("1500 ms > FORWARD-TSN 2 3:0, DATA 3 0:0 BE c"), script.advance(1_000));
    assertEquals(List.of(), script.sack(3));
    assertEquals(List.of("> DATA 4 3:1 BE d"), script.send(3, "d", ONCE));
  }

  @Test
  void givesUpWhatIsTooOld() {
    script.established(Script.opening(Script.PEER_TAG, 1_100, Script.FORWARD));
    script.send("a");
    script.sackWithWindow(0, 1);
    script.send("probe");
    assertEquals(List.of(), script.send(1, "late", SHORT_LIVED));
    script.advance(100);
    assertEquals(List.of(), script.sackWithWindow(1_000, 2), "never sent, so nothing to tell");
    script.send(1, "sent", SHORT_LIVED);
    assertEquals(
        List.of("> FORWARD-TSN 3 1:0"),
        script.advance(700).stream()
            .map(e -> e.replaceAll("^\\d+ ms ", ""))
            .filter(e -> !e.equals("> DATA 3 1:0 BE sent"))
            .limit(1)
            .toList());
  }

  /** In the manner of RFC 8985 section 7: the probe shows what else of the end is lost. */
  @Test
  void probesTheEndOfABurst() {
    script.established();
    script.send("a");
    script.advance(40);
    script.sack(1);
    String large = "x".repeat(1_000);
    for (int i = 0; i < 4; i++) {
      script.send(large);
    }
    assertEquals(
        List.of("120 ms > DATA 5 0:4 BE 1000 bytes", "280 ms > DATA 5 0:4 BE 1000 bytes"),
        script.advance(270),
        "after two round trips, and once more after four");
    assertEquals(
        List.of(
            "> DATA 2 0:1 BE 1000 bytes",
            "> DATA 3 0:2 BE 1000 bytes",
            "> DATA 4 0:3 BE 1000 bytes"),
        script.sack(1, 5, 5),
        "all that was sent long before what has arrived");
    assertEquals(List.of(), script.sack(5));
    assertEquals(List.of(), script.advance(1_000));
  }

  /** What may be sent once only is no probe; nor is anything where T3-rtx is sooner. */
  @Test
  void doesNotProbeWithWhatMayNotBeSentAgain() {
    script.established();
    script.send("a");
    script.advance(40);
    script.sack(1);
    script.send(3, "b", ONCE);
    assertEquals(List.of(), script.advance(190));
  }

  /** What was begun ends with a TSN that is never sent, lest the next message seem its rest. */
  @Test
  void givesUpWhatWasBegun() {
    script.established(Script.opening(Script.PEER_TAG, 1_200, Script.FORWARD));
    script.association.send(1, 51, new byte[2_500], SHORT_LIVED, script.now());
    assertEquals(List.of("> DATA 1 1:0 B 1172 bytes"), script.effects());
    script.advance(150);
    assertEquals(List.of("> FORWARD-TSN 2 1:0"), script.sackWithWindow(10_000, 1));
    assertEquals(List.of("> DATA 3 0:0 BE next"), script.send("next"));
  }

  /** RFC 3758 section 3.6. */
  @Test
  void followsWhatThePeerGaveUp() {
    script.established();
    script.data(1, 0, 0, "a");
    script.data(3, 0, 2, "c");
    script.data(4, 0, 3, "d", DataChunk.BEGINNING);
    script.data(6, 1, 5, "f");
    ForwardTsn forward =
        new ForwardTsn(
            Script.PEER_TSN + 3,
            List.of(new ForwardTsn.Skipped(0, 3), new ForwardTsn.Skipped(1, 4)));
    assertEquals(List.of("message 0 c", "message 1 f", "> SACK 4 [6-6]"), script.receive(forward));
    assertEquals(List.of("> SACK 4 [6-6]"), script.receive(forward), "nothing new");
    assertEquals(List.of("message 0 e", "> SACK 6"), script.data(5, 0, 4, "e"));
  }

  @Test
  void aPeerWithoutForwardTsnGetsEverything() {
    script.established(Script.opening());
    script.send(0, "a", ONCE);
    assertEquals(List.of("500 ms > DATA 1 0:0 BE a"), script.advance(600));
  }

  @Test
  void interleavesWhereBothCan() {
    Script both = new Script(Script.plain().withExtensions(new Extensions(true, true)));
    both.established(
        Script.opening(
            new Parameter.SupportedExtensions(
                List.of(ChunkType.I_DATA, ChunkType.I_FORWARD_TSN, ChunkType.RE_CONFIG)),
            new Parameter.ZeroChecksumAcceptable(1)));
    both.association.send(1, 51, new byte[2_000], Delivery.RELIABLE, both.now());
    both.association.send(2, 51, new byte[1_400], ONCE, both.now());
    assertEquals(
        List.of(
            "> I-DATA 1 1:0 B 1168 bytes",
            "> I-DATA 2 2:0 B 1168 bytes",
            "> I-DATA 3 1:0 E 832 bytes, I-DATA 4 2:0 E 232 bytes"),
        both.effects());
    assertEquals(
        List.of("> ABORT ProtocolViolation"),
        both.data(1, 0, 0, "DATA must not come").stream().skip(1).toList());
  }

  @Test
  void whatHasNoUserDataEndsIt() {
    script.established();
    assertEquals(
        List.of("ended PROTOCOL_VIOLATION", "> ABORT NoUserData"), script.data(1, 0, 0, ""));
  }

  @Test
  void acknowledgesAndReportsStreamsThatAreNot() {
    script.established();
    assertEquals(List.of("> ERROR InvalidStream, SACK 1"), script.data(1, 100, 0, "nowhere"));
    assertEquals(List.of("message 99 x"), script.data(2, 99, 0, "x"));
  }

  /** Section 3.2: what came before a chunk that ends the packet is acknowledged. */
  @Test
  void acknowledgesWhatCameBeforeAnUnknownChunk() {
    script.established();
    assertEquals(
        List.of("message 0 a", "> SACK 1"),
        script.packet(
            script.ownTag,
            out -> {
              Script.write(out, 1, 0, 0, "a", DataChunk.BEGINNING | DataChunk.ENDING);
              new Chunk.Unknown(0x3F, 0, Opaque.EMPTY).write(out);
            }));
  }

  /** Section 3.2: the highest bits of the type say what to do. */
  @Test
  void treatsUnknownChunksByTheirType() {
    script.established();
    Chunk heartbeat = new Heartbeat(Opaque.EMPTY);
    assertEquals(List.of(), script.receive(unknown(0x3F), heartbeat));
    assertEquals(List.of("> ERROR UnrecognizedChunk"), script.receive(unknown(0x7F), heartbeat));
    assertEquals(List.of("> HEARTBEAT-ACK"), script.receive(unknown(0xBF), heartbeat));
    assertEquals(
        List.of("> ERROR UnrecognizedChunk, HEARTBEAT-ACK"),
        script.receive(unknown(0xFF), heartbeat));
    assertEquals(List.of(), script.receive(new ShutdownAck()), "not asked for");
  }

  private static Chunk unknown(int type) {
    return new Chunk.Unknown(type, 0, new Opaque(new byte[] {1, 2, 3}));
  }

  /** Section 8.3. */
  @Test
  void asksNowAndThenWhetherThePeerIsThere() {
    script.established();
    assertEquals(List.of("30500 ms > HEARTBEAT"), script.advance(30_600));
    List<String> unanswered = script.advance(100_000);
    assertEquals(22, unanswered.size(), "20 timeouts");
    assertEquals("88000 ms ended PEER_LOST", unanswered.get(20));
    assertEquals("88000 ms > ABORT UserInitiatedAbort", unanswered.get(21));
  }

  @Test
  void measuresByHeartbeats() {
    script.established();
    script.advance(30_500);
    script.receive(new HeartbeatAck(Opaque.EMPTY));
    assertEquals(0, script.association.smoothedRoundTripNanos(), "not what was asked");
  }

  @Test
  void dropsWhatIsNotForIt() {
    script.established();
    for (int port = 0; port < 2; port++) {
      ByteBuf packet = Unpooled.buffer();
      PacketWriter writer = new PacketWriter(5000 + port, 5001 - port);
      writer.begin(packet, script.ownTag);
      Script.write(packet, 1, 0, 0, "x", 3);
      writer.finish(packet, 0, true);
      assertEquals(List.of(), script.raw(packet));
    }
    ByteBuf packet = Unpooled.buffer();
    PacketWriter writer = new PacketWriter(5000, 5000);
    writer.begin(packet, script.ownTag);
    Script.write(packet, 1, 0, 0, "x", 3);
    writer.finish(packet, 0, false);
    assertEquals(List.of(), script.raw(packet), "a checksum of zero that was not agreed upon");
    assertEquals(List.of(), script.raw(Unpooled.buffer().writeZero(5)));
    AssociationCounters counters = script.association.counters();
    assertEquals(2, counters.count(AssociationCounter.DROPPED_PORT));
    assertEquals(1, counters.count(AssociationCounter.DROPPED_CHECKSUM));
    assertEquals(1, counters.count(AssociationCounter.DROPPED_MALFORMED));
    assertEquals(List.of("message 0 x", "> SACK 1"), script.data(1, 0, 0, "x"));
  }

  @Test
  void ignoresAcknowledgementsOfWhatWasNotSent() {
    script.established();
    script.send("a");
    script.sack(5);
    script.sack(-3);
    assertEquals(2, script.association.counters().count(AssociationCounter.SACKS_IGNORED));
    assertEquals(List.of("500 ms > DATA 1 0:0 BE a"), script.advance(600));
  }
}
