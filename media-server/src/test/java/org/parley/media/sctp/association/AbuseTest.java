package org.parley.media.sctp.association;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.packet.Abort;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.ChunkType;
import org.parley.media.sctp.packet.CookieAck;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.ForwardTsn;
import org.parley.media.sctp.packet.Heartbeat;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.InitAck;
import org.parley.media.sctp.packet.InterleavedForwardTsn;
import org.parley.media.sctp.packet.Opaque;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.ReConfig;
import org.parley.media.sctp.packet.SackChunk;
import org.parley.media.sctp.packet.ShutdownAck;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/** Peers that mean harm: what they can make us keep, send and compute. */
class AbuseTest {
  private static final int MOST_STREAMS = 2_048;
  private static final int WHOLE = DataChunk.BEGINNING | DataChunk.ENDING;
  private static final long MOST_NANOS = 100_000_000;
  private static final Opening PEER = Script.opening(Script.FORWARD, Script.EXTENSIONS);
  private static final Parameter INTERLEAVING =
      new Parameter.SupportedExtensions(
          List.of(ChunkType.I_DATA, ChunkType.I_FORWARD_TSN, ChunkType.RE_CONFIG));

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** {@link Script} refuses packets beyond the MTU. */
  @Test
  void whatEchoesALargePacketIsNotSent() {
    Script script = new Script().established();
    assertEquals(List.of(), script.receive(new Heartbeat(new Opaque(new byte[1_400]))));
    assertEquals(
        List.of("> HEARTBEAT-ACK"), script.receive(new Heartbeat(new Opaque(new byte[1_000]))));
    assertEquals(1, script.association.counters().count(AssociationCounter.DROPPED_TOO_LARGE));
    Chunk unknown = new Chunk.Unknown(0xFF, 0, new Opaque(new byte[1_400]));
    assertEquals(List.of("> ERROR UnrecognizedChunk"), script.receive(unknown));
    Chunk[] heartbeats = new Chunk[50];
    java.util.Arrays.fill(heartbeats, new Heartbeat(new Opaque(new byte[100])));
    assertEquals(5, script.receive(heartbeats).size());
  }

  @Test
  void whatAnswersManyUnknownParametersFitsIntoAPacket() {
    Parameter[] unknown = new Parameter[300];
    java.util.Arrays.fill(unknown, new Parameter.Unknown(0xC123, Opaque.EMPTY));
    Script script = new Script();
    assertEquals(
        List.of("> INIT-ACK"), script.receiveWithTag(0, new Init(Script.opening(unknown))));
    Script asking = new Script();
    asking.connect();
    List<Parameter> parameters = new ArrayList<>(List.of(unknown));
    parameters.add(new Parameter.StateCookie(Script.COOKIE));
    assertEquals(
        List.of("> COOKIE-ECHO, ERROR UnrecognizedParameters"),
        asking.receive(new InitAck(Script.opening(parameters.toArray(Parameter[]::new)))));
  }

  @Test
  void aCookieThatFitsIntoNoPacketIsRefused() {
    Script script = new Script();
    script.connect();
    assertEquals(
        List.of("ended PROTOCOL_VIOLATION", "> ABORT OutOfResource"),
        script.receive(
            new InitAck(Script.opening(new Parameter.StateCookie(new Opaque(new byte[1_300]))))));
  }

  /** RFC 9260 section 3.3.2.1.4. */
  @Test
  void whoNamesHostsIsRefused() {
    Parameter host = new Parameter.HostName(new Opaque("host".getBytes(US_ASCII)));
    assertEquals(
        List.of("> ABORT UnresolvableAddress"),
        new Script().receiveWithTag(0, new Init(Script.opening(host))));
    Script script = new Script();
    script.connect();
    assertEquals(
        List.of("ended PROTOCOL_VIOLATION", "> ABORT UnresolvableAddress"),
        script.receive(
            new InitAck(Script.opening(new Parameter.StateCookie(Script.COOKIE), host))));
  }

  /** Before there is a tag of ours, and after, zero is not ours. */
  @Test
  void aTagOfZeroIsNeverOurs() {
    Script script = new Script();
    assertEquals(List.of(), script.receiveWithTag(0, new CookieAck(), new Abort(false, List.of())));
    assertEquals(
        List.of(),
        script.receiveWithTag(
            0, new CookieEcho(new Opaque(new byte[66])), new Abort(false, List.of())));
    assertEquals(List.of("> INIT"), script.connect());
    script.receive(new Abort(false, List.of()));
    assertEquals(List.of(), script.receiveWithTag(0, new CookieAck(), new Abort(false, List.of())));
  }

  /** What comes with a cookie that is not ours is not read. */
  @Test
  void nothingIsTakenWithAForgedCookie() {
    Script script = new Script().established();
    assertEquals(
        List.of(),
        script.packet(
            script.ownTag,
            out -> {
              new CookieEcho(new Opaque(new byte[66])).write(out);
              Script.write(out, 1, 0, 0, "forged", DataChunk.BEGINNING | DataChunk.ENDING);
            }));
  }

  /** RFC 9260 section 8.5.1 E: it waits for the end of what was before. */
  @Test
  void anOldAssociationOfThePeerCanEnd() {
    Script script = new Script();
    script.connect();
    assertEquals(List.of("> SHUTDOWN-COMPLETE T"), script.receiveWithTag(0x01D, new ShutdownAck()));
    assertEquals(0x01D, script.lastTag());
  }

  @Test
  void streamsOfThePeerAreLimited() {
    Script script = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    for (int stream = 0; stream < MOST_STREAMS; stream++) {
      assertEquals("message " + stream + " x", script.data(stream + 1, stream, 0, "x").getFirst());
    }
    int tsn = MOST_STREAMS;
    for (int stream = MOST_STREAMS; stream < 60_000; stream++) {
      assertEquals("refused " + stream, script.data(++tsn, stream, 0, "x").getFirst());
      assertEquals(MOST_STREAMS, script.association.streamsInUse());
    }
    assertEquals(60_000 - MOST_STREAMS, dropped(script));
    assertEquals("message 7 y", script.data(++tsn, 7, 1, "y").getFirst(), "others go on");

    // Told once; nothing of it is taken before its reset, in whatever order.
    List<String> quiet = List.of("> SACK " + (tsn + 2));
    assertEquals(List.of(), script.data(++tsn, 50_000, 1, "x"));
    assertEquals(quiet, script.data(++tsn, 50_001, 1, "x", DataChunk.UNORDERED | WHOLE));
    assertEquals(60_000 - MOST_STREAMS + 2, dropped(script));
    reset(script, tsn, 3, 50_000);
    assertEquals("message 50000 z", script.data(++tsn, 50_000, 0, "z").getFirst());
    assertEquals("refused 3", script.data(++tsn, 3, 0, "z").getFirst());
  }

  private static long dropped(Script script) {
    return script.association.counters().count(AssociationCounter.DROPPED_STREAM);
  }

  private static void reset(Script script, int lastTsn, Integer... streams) {
    List<String> effects =
        script.receive(
            new ReConfig(
                List.of(
                    new Parameter.OutgoingReset(
                        Script.PEER_TSN, 0, Script.PEER_TSN - 1 + lastTsn, List.of(streams)))));
    assertTrue(effects.contains("incoming reset " + List.of(streams)), effects.toString());
  }

  /** A message that began when there was room for its stream, and ends when there is none. */
  @Test
  void streamsAreLimitedWhenMessagesGetWholeAsWell() {
    Script script = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    script.data(1, 5_000, 0, "x", DataChunk.BEGINNING);
    for (int tsn = 3; tsn < MOST_STREAMS + 3; tsn++) {
      script.data(tsn, tsn, 0, "x");
    }
    assertEquals("refused 5000", script.data(2, 5_000, 0, "x", DataChunk.ENDING).getFirst());
    assertEquals(MOST_STREAMS, script.association.streamsInUse());
  }

  /** Ours are reset as far as there is room for them, the others when those are. */
  @Test
  void resetsBeyondTheLimitWait() {
    Script script = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    script.association.resetStreams(IntStream.range(0, 5_000).boxed().toList());
    assertEquals(MOST_STREAMS, script.association.streamsInUse());
    List<String> effects = script.effects();
    int reset = 0;
    for (int request = 1; effects.getLast().startsWith("> RE-CONFIG"); request++) {
      effects =
          script.receive(
              new ReConfig(
                  List.of(
                      new Parameter.ReconfigResponse(
                          script.ownTsn - 1 + request, Parameter.ReconfigResponse.PERFORMED))));
      reset += effects.getFirst().split(",", -1).length;
      assertTrue(script.association.streamsInUse() <= MOST_STREAMS);
    }
    assertEquals(5_000, reset);
    assertEquals(0, script.association.streamsInUse());
  }

  @Test
  void streamsThatAreSkippedAreLimited() {
    Script script = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    for (int first = 0; first < 60_000; first += 300) {
      int tsn = Script.PEER_TSN + first / 300;
      script.receive(
          new ForwardTsn(
              tsn,
              IntStream.range(first, first + 300)
                  .mapToObj(stream -> new ForwardTsn.Skipped(stream, 9))
                  .toList()));
    }
    assertTrue(script.association.streamsInUse() <= MOST_STREAMS);
  }

  /** RFC 6525 section 5.2.3: the peer may ask for resets of streams that we never used. */
  @Test
  void resetsThatThePeerAsksForAreLimited() {
    Script script = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    for (int i = 0; i < 200; i++) {
      int first = i * 300;
      script.receive(
          new ReConfig(
              List.of(
                  new Parameter.IncomingReset(
                      Script.PEER_TSN + i, IntStream.range(first, first + 300).boxed().toList()))));
    }
    assertTrue(script.association.streamsInUse() <= MOST_STREAMS);
  }

  /** What gap blocks acknowledge can be taken back, and hence is kept, and counts. */
  @Test
  void aPeerThatNeverFillsAGapIsNotSentForEver() {
    Script script = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    int sent = 0;
    for (int round = 0; round < 20_000 && script.association.queued() < 1_000_000; round++) {
      if (script.association.send(0, 53, new byte[1_000], Delivery.RELIABLE, script.now())
          != SendResult.QUEUED) {
        break;
      }
      script.effects();
      sent++;
      if (sent > 1) {
        script.sackWithWindow(1_000_000, 0, 2, sent);
      }
    }
    assertTrue(sent < 1_100, sent + " kilobytes for a peer that has acknowledged none");
  }

  /** What was given up is kept until the peer knows, but not its bytes, and it counts. */
  @Test
  void whatWasGivenUpCountsUntilThePeerKnows() {
    Script script = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    Delivery once = new Delivery(true, 0, 0);
    int sent = 0;
    while (script.association.send(0, 53, new byte[100], once, script.now()) == SendResult.QUEUED
        && sent < 100_000) {
      sent++;
      script.effects();
      script.advance(3_000);
      script.sack(0);
    }
    assertTrue(sent < 6_000, sent + " messages for a peer that acknowledges none");
  }

  /** No packet takes longer than 100 ms, though what came before it is made to cost. */
  @Test
  void noPacketTakesLong() {
    Script interleaved =
        new Script(Script.plain().withExtensions(new Extensions(true, false)))
            .established(manyStreams(INTERLEAVING));
    // Thousands of messages that are begun and never end ...
    for (int tsn = 1; tsn < 2_600; tsn++) {
      int number = tsn;
      timed(interleaved, out -> begin(out, number, 7, number));
    }
    // ... and many words on them.
    List<InterleavedForwardTsn.Skipped> skipped =
        new ArrayList<>(
            Collections.nCopies(140, new InterleavedForwardTsn.Skipped(7, false, -1_000)));
    timed(
        interleaved, out -> new InterleavedForwardTsn(Script.PEER_TSN + 3_000, skipped).write(out));

    Script reversed = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    for (int last = 30_000; last > 60; last -= 60) {
      int top = last;
      timed(
          reversed,
          out -> {
            for (int tsn = top; tsn > top - 60; tsn--) {
              Script.write(out, tsn, 0, 0, "x", 0);
            }
          });
    }

    Script sacked = new Script().established(manyStreams(Script.FORWARD, Script.EXTENSIONS));
    for (int i = 0; i < 6_000; i++) {
      sacked.association.send(i % 90, 53, new byte[1], Delivery.RELIABLE, sacked.now());
    }
    sacked.effects();
    for (int round = 0; round < 200; round++) {
      timed(
          sacked,
          out -> {
            for (int i = 0; i < 40; i++) {
              SackChunk.writeFixed(out, sacked.ownTsn - 1, 1_000_000, 3, 0);
              for (int block = 0; block < 3; block++) {
                out.writeShort(2 + 20 * block).writeShort(12 + 20 * block);
              }
            }
          });
      sacked.advance(100);
    }
  }

  /** Replies outside of an association wait in no queue that grows. */
  @Test
  void floodsOfInitsAndCookiesCostLittle() {
    Script script = new Script();
    ByteBuf init = io.netty.buffer.Unpooled.buffer();
    for (int i = 0; i < 2_000; i++) {
      assertEquals(List.of("> INIT-ACK"), script.receiveWithTag(0, new Init(PEER)));
      assertEquals(
          List.of(), script.receiveWithTag(i + 1, new CookieEcho(new Opaque(new byte[66]))));
    }
    init.release();
    assertFalse(script.association.hasDeadline(), "nothing is kept");
    assertEquals(2_000, script.association.counters().count(AssociationCounter.DROPPED_COOKIE));
  }

  private static Opening manyStreams(Parameter... parameters) {
    return new Opening(
        Script.PEER_TAG, 1_000_000, 0xFFFF, 0xFFFF, Script.PEER_TSN, List.of(parameters));
  }

  private static void begin(ByteBuf out, int tsn, int stream, int message) {
    byte[] one = {1};
    DataChunk.writeInterleaved(
        out, DataChunk.BEGINNING, Script.PEER_TSN - 1 + tsn, stream, message, 53, one, 0, 1);
  }

  private void timed(Script script, Consumer<ByteBuf> chunks) {
    long before = threads.getCurrentThreadCpuTime();
    script.packet(script.ownTag, chunks);
    long nanos = threads.getCurrentThreadCpuTime() - before;
    assertTrue(nanos < MOST_NANOS, nanos + " ns");
  }
}
