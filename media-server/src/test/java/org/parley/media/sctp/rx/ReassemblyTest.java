package org.parley.media.sctp.rx;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.sctp.Unreleased;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.ForwardTsn;
import org.parley.media.sctp.packet.InterleavedForwardTsn;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.PacketWriter;
import org.parley.media.sctp.packet.SackChunk;
import org.parley.media.sctp.rx.Inbound.Verdict;

/** Fragments in any order become messages, and what they take is told and bounded. */
class ReassemblyTest {
  private static final int WINDOW = 768 * 1024;
  private static final int LARGEST = 256 * 1024;
  private static final int FRAGMENT = 1_172;
  private static final int FIRST_TSN = -2_000;

  private final ByteBuf packet = Unpooled.buffer(2_048);
  private final PacketWriter writer = new PacketWriter(5000, 5000);
  private final PacketView view = new PacketView();
  private final DataChunk chunk = new DataChunk();

  /** A fragment as it travels. */
  private record Fragment(
      int tsn, int flags, int stream, int sequence, int index, byte[] message, int at, int length) {
    int protocolOrIndex() {
      return index == 0 ? 53 : index;
    }
  }

  private final Unreleased unreleased = new Unreleased();

  private Inbound inbound(boolean interleaved) {
    return new Inbound(
        new InboundConfig(FIRST_TSN, 0xFFFF, interleaved, WINDOW, LARGEST, 100_000_000),
        unreleased);
  }

  private Verdict give(Inbound inbound, boolean interleaved, Fragment f) {
    writer.begin(packet.clear(), 1);
    if (interleaved) {
      DataChunk.writeInterleaved(
          packet,
          f.flags,
          f.tsn,
          f.stream,
          f.sequence,
          f.protocolOrIndex(),
          f.message,
          f.at,
          f.length);
    } else {
      DataChunk.write(packet, f.flags, f.tsn, f.stream, f.sequence, 53, f.message, f.at, f.length);
    }
    assertTrue(view.wrap(packet) && view.nextChunk() && chunk.wrap(view));
    return inbound.onData(chunk);
  }

  /** The fragments of a message, of random lengths if there is a random. */
  private static List<Fragment> cut(
      byte[] message, int tsn, int flags, int stream, int sequence, @Nullable Random random) {
    List<Fragment> fragments = new ArrayList<>();
    int at = 0;
    while (at < message.length) {
      int most = random == null ? FRAGMENT : 1 + random.nextInt(FRAGMENT);
      int length = Math.min(most, message.length - at);
      int ends = at + length == message.length ? DataChunk.ENDING : 0;
      int begins = at == 0 ? DataChunk.BEGINNING : 0;
      int index = fragments.size();
      fragments.add(
          new Fragment(
              tsn + index, flags | begins | ends, stream, sequence, index, message, at, length));
      at += length;
    }
    return fragments;
  }

  private static int advertised(Inbound inbound) {
    ByteBuf out = Unpooled.buffer();
    inbound.writeSack(out, 1_000);
    PacketView view = new PacketView();
    ByteBuf whole = Unpooled.buffer();
    PacketWriter writer = new PacketWriter(5000, 5000);
    writer.begin(whole, 1);
    whole.writeBytes(out);
    SackChunk sack = new SackChunk();
    assertTrue(view.wrap(whole) && view.nextChunk() && sack.wrap(view));
    return (int) sack.window();
  }

  private byte[] take(Inbound inbound) {
    IncomingMessage message = inbound.nextMessage();
    assertNotNull(message);
    unreleased.release(message.charge());
    inbound.onReleased();
    return message.payload();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverTheOrderMessagesArriveWholeAndLeaveNothing(boolean interleaved) {
    int[] lengths = {1, 1_000, 5_000, 5_000, 5_000, 20_000, 20_000, 20_001};
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Inbound inbound = inbound(interleaved);
      List<Fragment> flying = new ArrayList<>();
      Map<Integer, Integer> sequences = new HashMap<>();
      Map<Integer, List<byte[]>> expected = new HashMap<>();
      int tsn = FIRST_TSN;
      int spread = 1 + random.nextInt(60);
      int messages = 40;
      int arrived = 0;
      for (int i = 0; i < messages || !flying.isEmpty(); ) {
        if (i < messages && flying.size() < spread) {
          byte[] message = new byte[lengths[random.nextInt(lengths.length)]];
          random.nextBytes(message);
          int stream = random.nextInt(3);
          int sequence = sequences.merge(stream, 1, Integer::sum) - 1;
          List<Fragment> cut = cut(message, tsn, 0, stream, sequence, random);
          tsn += cut.size();
          flying.addAll(cut);
          expected.computeIfAbsent(stream, _ -> new ArrayList<>()).add(message);
          i++;
          continue;
        }
        int which = random.nextInt(Math.min(spread, flying.size()));
        Verdict verdict = give(inbound, interleaved, flying.get(which));
        assertTrue(verdict != Verdict.DROPPED && verdict != Verdict.OUT_OF_RESOURCE);
        if (random.nextInt(10) > 0) {
          flying.remove(which);
        }
        for (IncomingMessage next = inbound.nextMessage();
            next != null;
            next = inbound.nextMessage()) {
          assertArrayEquals(
              requireNonNull(expected.get(next.stream())).removeFirst(),
              next.payload(),
              "seed " + seed);
          arrived++;
          unreleased.release(next.charge());
          inbound.onReleased();
        }
      }
      assertEquals(messages, arrived, "seed " + seed);
      assertEquals(WINDOW, advertised(inbound), "seed " + seed);
    }
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  /** The payload is all of it that is allocated, and its end is no more than a short message. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileCostsItselfOnce(boolean interleaved) {
    Inbound inbound = inbound(interleaved);
    byte[] part = new byte[64 * 1024];
    byte[] end = new byte[10_000];
    List<Fragment> fragments = new ArrayList<>();
    int sequence = 0;
    int tsn = FIRST_TSN;
    int files = 20;
    for (int file = 0; file < files; file++) {
      for (int i = 0; i < 16; i++) {
        fragments.addAll(cut(i == 15 ? end : part, tsn, 0, 2, sequence++, null));
        tsn = fragments.getLast().tsn + 1;
      }
    }
    long bytes = 0;
    long before = 0;
    for (Fragment fragment : fragments) {
      if (fragment.sequence == 32 && fragment.index == 0) {
        bytes = 0;
        before = allocatedBytes();
      }
      bytes += fragment.length;
      assertEquals(Verdict.ACCEPTED, give(inbound, interleaved, fragment));
      if ((fragment.flags & DataChunk.ENDING) != 0) {
        assertEquals(fragment.message.length, take(inbound).length);
      }
    }
    long each = (allocatedBytes() - before) * 100 / bytes;
    assertTrue(each < 135, each + "% of what came");
  }

  /** What comes after a loss waits by itself, and the rest is put where it belongs. */
  @Test
  void aLossCostsTheBytesBehindItAgain() {
    Inbound inbound = inbound(false);
    byte[] message = new byte[20_000];
    new Random(1).nextBytes(message);
    int tsn = FIRST_TSN;
    for (int sequence = 0; sequence < 4; sequence++) {
      List<Fragment> cut = cut(message, tsn, 0, 2, sequence, null);
      tsn += cut.size();
      Fragment lost = cut.remove(5);
      if (sequence < 3) {
        cut.add(5, lost);
        lost = null;
      }
      for (Fragment fragment : cut) {
        give(inbound, false, fragment);
      }
      if (lost != null) {
        assertNull(inbound.nextMessage());
        give(inbound, false, lost);
      }
      assertArrayEquals(message, take(inbound));
    }
    assertEquals(WINDOW, advertised(inbound));
  }

  private int train(Inbound inbound, boolean interleaved, int stream, int length, int messages) {
    int tsn = inbound.cumulativeTsn() + 1;
    for (int i = 0; i < messages; i++) {
      for (Fragment fragment : cut(new byte[length], tsn, DataChunk.UNORDERED, stream, i, null)) {
        give(inbound, interleaved, fragment);
        tsn++;
      }
      assertEquals(length, take(inbound).length);
    }
    return tsn;
  }

  /** Room for what has not come is offered, for it is what the peer may send. */
  @Test
  void roomThatIsMadeForAMessageIsOffered() {
    Inbound inbound = inbound(false);
    int tsn = train(inbound, false, 4, 200_000, 3);
    byte[] message = new byte[200_000];
    List<Fragment> fragments = cut(message, tsn, DataChunk.UNORDERED, 4, 0, null);
    for (Fragment fragment : fragments.subList(0, fragments.size() - 1)) {
      give(inbound, false, fragment);
      int held = WINDOW - advertised(inbound);
      int came = fragment.at + fragment.length;
      assertTrue(held >= came && held <= came + 300, held + " for " + came);
    }
    give(inbound, false, fragments.getLast());
    assertEquals(200_000 + 128, WINDOW - advertised(inbound), "what the message takes");
  }

  /** T17: many messages that begin as if they were large are not given more than the window. */
  @Test
  void messagesThatBeginTakeNoMoreThanTheWindow() {
    Inbound inbound = inbound(true);
    int streams = 16;
    for (int stream = 0; stream < streams; stream++) {
      train(inbound, true, stream, LARGEST, 6);
    }
    int tsn = inbound.cumulativeTsn() + 1;
    byte[] message = new byte[LARGEST];
    long before = allocatedBytes();
    for (int round = 0; round < 4; round++) {
      for (int stream = 0; stream < streams; stream++) {
        List<Fragment> cut =
            cut(message, tsn++, DataChunk.UNORDERED, stream, 10 + round, null).subList(0, 1);
        assertEquals(Verdict.ACCEPTED, give(inbound, true, cut.getFirst()));
      }
    }
    long allocated = allocatedBytes() - before - 4 * streams * 40_000L;
    assertTrue(allocated < WINDOW, allocated + " bytes for " + 4 * streams + " fragments");
  }

  /** What is given up gives its room back, and whoever does so is not trusted again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void roomThatIsNeverFilledCostsNoMoreThanWhatWasSent(boolean interleaved) {
    Inbound inbound = inbound(interleaved);
    int tsn = train(inbound, interleaved, 4, LARGEST, 20);
    Fragment first = cut(new byte[LARGEST], 0, 0, 4, 0, null).getFirst();
    long before = allocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      give(
          inbound,
          interleaved,
          new Fragment(
              tsn,
              DataChunk.BEGINNING | DataChunk.UNORDERED,
              4,
              100 + i,
              0,
              first.message,
              0,
              FRAGMENT));
      assertTrue(WINDOW - advertised(inbound) < 2_000);
      if (interleaved) {
        inbound.onForwardTsn(
            new InterleavedForwardTsn(
                tsn + 1, List.of(new InterleavedForwardTsn.Skipped(4, true, 100 + i))));
      } else {
        inbound.onForwardTsn(new ForwardTsn(tsn + 1, List.of()));
      }
      assertEquals(WINDOW, advertised(inbound));
      tsn += 2;
    }
    long allocated = allocatedBytes() - before - 1_000 * 5_000L;
    assertTrue(allocated < 5 * LARGEST, allocated + " bytes for fragments of 1,172,000");
  }

  /** Fragments after the end of their message are kept until it is whole, and no longer. */
  @Test
  void whatIsBeyondTheEndLeavesNothing() {
    Inbound inbound = inbound(true);
    byte[] message = new byte[3_000];
    List<Fragment> cut = cut(message, FIRST_TSN, DataChunk.UNORDERED, 1, 0, null);
    Fragment beyond =
        new Fragment(FIRST_TSN + 3, DataChunk.UNORDERED, 1, 0, 7, message, 0, FRAGMENT);
    give(inbound, true, cut.get(0));
    give(inbound, true, cut.get(1));
    give(inbound, true, beyond);
    give(inbound, true, cut.get(2));
    assertArrayEquals(message, take(inbound));
    assertEquals(WINDOW, advertised(inbound));
    Fragment again = new Fragment(FIRST_TSN + 4, DataChunk.UNORDERED, 1, 1, 3, message, 0, 1_000);
    give(inbound, true, again);
    assertTrue(advertised(inbound) < WINDOW);
    inbound.reset(List.of(1));
    assertEquals(WINDOW, advertised(inbound));
  }
}
