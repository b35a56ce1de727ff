package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.net.udp.ScriptedCalls.Message;

/** What becomes of messages, by a system whose answers are scripted. */
@NullMarked
class TransmitterTest {
  private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.9", 9);
  private static final int EPERM = 1;

  private final Arena arena = Arena.ofConfined();
  private final ScriptedCalls calls = new ScriptedCalls();
  private final List<String> events = new ArrayList<>();
  private final MemorySegment bytes = arena.allocate(200_000);
  private Segmentation segmentation = new Segmentation(LOCAL, true);
  private Transmitter transmitter = transmitter();

  private Transmitter transmitter() {
    return new Transmitter(
        calls,
        SocketAddresses.V4,
        segmentation,
        arena,
        new Transmitter.Listener() {
          @Override
          public void onSendError(int errno) {
            events.add("error " + errno);
          }

          @Override
          public void awaitWritable(int errno) {
            events.add("await " + errno);
          }

          @Override
          public void onWritable() {
            events.add("writable");
          }
        });
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private static RemoteAddress to(int port) {
    return RemoteAddress.of(new InetSocketAddress("192.0.2.1", port));
  }

  /** The bytes begin at {@code first}, which is their value as well. */
  private void send(int port, int first, int length, int segmentSize, boolean droppable) {
    bytes.set(JAVA_BYTE, first, (byte) first);
    transmitter.send(bytes.address() + first, length, segmentSize, to(port), droppable);
  }

  private static Message single(int port, int first, int length) {
    return Message.single(port, first, length);
  }

  @Test
  void oneCallTakesWhatIsQueued() {
    send(1, 10, 100, 100, false);
    send(2, 11, 1000, 300, true);
    assertEquals(List.of(), calls.offered);
    transmitter.flush();
    transmitter.flush();
    assertEquals(
        List.of(List.of(single(1, 10, 100), new Message(2, 11, 1000, 300))), calls.offered);
    assertEquals(5, transmitter.sent());
    assertEquals(1, transmitter.systemCalls());
  }

  @Test
  void runsAreSplitAtSegmentsAndBytes() {
    send(1, 0, 150 * 100 + 1, 100, true);
    send(1, 0, 65_000, 1000, true);
    send(1, 0, 109 * 1200, 1200, true);
    send(1, 0, 64 * 100 + 50, 100, true);
    transmitter.flush();
    assertEquals(
        List.of(6400, 6400, 2201, 64_000, 1000, 64_800, 64_800, 1200, 6400, 50),
        calls.taken.stream().map(Message::length).toList());
    assertEquals(
        List.of(100, 100, 100, 1000, 0, 1200, 1200, 0, 100, 0),
        calls.taken.stream().map(Message::segmentSize).toList());
    assertEquals(151 + 65 + 109 + 65, transmitter.sent());
  }

  @Test
  void withoutSegmentationEachDatagramIsAMessage() {
    segmentation = new Segmentation(LOCAL, false);
    transmitter = transmitter();
    send(1, 10, 250, 100, true);
    send(1, 20, 0, 0, true);
    transmitter.flush();
    assertEquals(List.of(100, 100, 50, 0), calls.taken.stream().map(Message::length).toList());
    assertEquals(List.of(0, 0, 0, 0), calls.taken.stream().map(Message::segmentSize).toList());
    assertEquals(4, transmitter.sent());
  }

  @Test
  void aFullQueueIsSentBeforeMoreIsQueued() {
    IntStream.range(0, Transmitter.QUEUE + 1).forEach(i -> send(i + 1, i % 100, 10, 10, true));
    assertEquals(Transmitter.QUEUE, calls.taken.size());
    transmitter.flush();
    assertEquals(Transmitter.QUEUE + 1, calls.taken.size());
    assertEquals(2, transmitter.systemCalls());
  }

  @Test
  void partialResultsAreContinuedAndInterruptedCallsRepeated() {
    IntStream.range(1, 6).forEach(i -> send(i, i, 10, 10, true));
    calls.script(2, -Errno.EINTR, 1);
    transmitter.flush();
    assertEquals(List.of(5, 3, 3, 2), calls.offered.stream().map(List::size).toList());
    assertEquals(List.of(1, 2, 3, 4, 5), calls.taken.stream().map(Message::port).toList());
    assertEquals(List.of(), events);
  }

  @Test
  void aRefusedMessageIsSkippedAndHarmsNoOther() {
    IntStream.range(1, 5).forEach(i -> send(i, i, 10, 10, true));
    calls.script(1, -EPERM, -Errno.EMSGSIZE, 1);
    transmitter.flush();
    assertEquals(List.of(1, 4), calls.taken.stream().map(Message::port).toList());
    assertEquals(List.of("error " + EPERM, "error " + Errno.EMSGSIZE), events);
    assertEquals(2, transmitter.failed());
    assertEquals(2, transmitter.sent());
    assertFalse(transmitter.congested());
  }

  @Test
  void whatIcmpToldOfEarlierDatagramsIsConsumed() {
    send(1, 1, 10, 10, true);
    send(2, 2, 10, 10, true);
    calls.script(-Errno.ECONNREFUSED, 1, -Errno.ECONNREFUSED, -Errno.EHOSTUNREACH);
    transmitter.flush();
    assertEquals(List.of(1, 2), calls.taken.stream().map(Message::port).toList());
    assertEquals(List.of("error 111", "error 111", "error 113"), events);
    assertEquals(0, transmitter.failed());
  }

  @Test
  void aDestinationWithoutARouteIsGivenUp() {
    send(1, 1, 10, 10, true);
    send(2, 2, 10, 10, true);
    calls.script(
        -Errno.EHOSTUNREACH,
        -Errno.EHOSTUNREACH,
        -Errno.EHOSTUNREACH,
        -Errno.EHOSTUNREACH,
        -Errno.EHOSTUNREACH);
    transmitter.flush();
    assertEquals(List.of(2), calls.taken.stream().map(Message::port).toList());
    assertEquals(1, transmitter.failed());
  }

  @Test
  void anotherFamilyIsRefusedHere() {
    transmitter.send(
        bytes.address(), 10, 10, RemoteAddress.of(new InetSocketAddress("2001:db8::1", 1)), true);
    transmitter.flush();
    assertEquals(List.of(), calls.offered);
    assertEquals(List.of("error " + Errno.EAFNOSUPPORT), events);
    assertEquals(1, transmitter.failed());
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EIO, Errno.EINVAL})
  void whereSegmentsAreRefusedNothingIsLostAndEachLeavesAlone(int errno) {
    send(1, 10, 10, 10, true);
    send(2, 20, 250, 100, true);
    send(3, 30, 10, 10, true);
    send(4, 40, 200, 100, false);
    bytes.set(JAVA_BYTE, 120, (byte) 120);
    bytes.set(JAVA_BYTE, 220, (byte) -1);
    bytes.set(JAVA_BYTE, 140, (byte) 99);
    calls.script(1, -errno, 3, 1, -errno);
    transmitter.flush();
    assertEquals(
        List.of(
            single(1, 10, 10),
            single(2, 20, 100),
            single(2, 120, 100),
            single(2, -1, 50),
            single(3, 30, 10),
            single(4, 40, 100),
            single(4, 99, 100)),
        calls.taken);
    assertEquals(List.of(), events);
    assertEquals(7, transmitter.sent());
    assertFalse(segmentation.on());
    calls.taken.clear();
    send(5, 50, 300, 100, true);
    transmitter.flush();
    assertEquals(3, calls.taken.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EINVAL, Errno.EMSGSIZE})
  void aNarrowPathIsNoReasonToStopSegmenting(int errno) {
    send(1, 10, 200, 100, true);
    transmitter.flush();
    send(2, 20, 200, 100, true);
    calls.script(-errno);
    transmitter.flush();
    assertTrue(segmentation.on());
    assertEquals(List.of(200, 100, 100), calls.taken.stream().map(Message::length).toList());
  }

  @Test
  void aDeviceThatCannotSegmentIsOneAtAnyTime() {
    send(1, 10, 200, 100, true);
    transmitter.flush();
    send(2, 20, 200, 100, true);
    calls.script(-Errno.EIO);
    transmitter.flush();
    assertFalse(segmentation.on());
    assertEquals(4, transmitter.sent());
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM})
  void aFullSocketLosesVideoAndKeepsTheRest(int errno) {
    send(1, 1, 10, 10, true);
    send(2, 2, 200, 100, true);
    send(3, 3, 10, 10, false);
    send(4, 4, 150, 100, false);
    calls.script(1, -errno);
    transmitter.flush();
    assertTrue(transmitter.congested());
    assertEquals(2, transmitter.dropped());
    assertEquals(3, transmitter.waiting());
    assertEquals(List.of("await " + errno), events);

    // The bytes may change as soon as flush has returned.
    bytes.set(JAVA_BYTE, 3, (byte) 77);
    send(5, 5, 500, 100, true);
    send(6, 6, 10, 10, false);
    transmitter.flush();
    assertEquals(7, transmitter.dropped());
    assertEquals(4, transmitter.waiting());
    assertEquals(2, calls.offered.size());

    transmitter.onWritable();
    assertFalse(transmitter.congested());
    assertEquals(List.of("await " + errno, "writable"), events);
    assertEquals(
        List.of(
            single(1, 1, 10),
            single(3, 3, 10),
            single(4, 4, 100),
            single(4, 0, 50),
            single(6, 6, 10)),
        calls.taken);
    assertEquals(5, transmitter.sent());
    transmitter.onWritable();
    assertEquals(2, events.size());
  }

  @Test
  void whatWaitsKeepsItsOrderWhenTheSocketFillsAgain() {
    IntStream.range(1, 101).forEach(i -> send(i, i, 10, 10, false));
    calls.script(-Errno.EAGAIN);
    transmitter.flush();
    calls.script(64, 6, -Errno.EAGAIN);
    transmitter.onWritable();
    assertTrue(transmitter.congested());
    assertEquals(30, transmitter.waiting());
    send(101, 101, 10, 10, false);
    transmitter.flush();
    transmitter.onWritable();
    assertEquals(
        IntStream.range(1, 102).boxed().toList(), calls.taken.stream().map(Message::port).toList());
    assertEquals(List.of("await 11", "await 11", "writable"), events);
    assertEquals(0, transmitter.dropped());
  }

  @Test
  void whatIsLeftOfARefusedRunWaitsToo() {
    send(1, 10, 300, 100, false);
    send(2, 20, 10, 10, true);
    send(3, 30, 10, 10, false);
    calls.script(-Errno.EIO, 1, -Errno.EAGAIN);
    transmitter.flush();
    assertEquals(List.of(single(1, 10, 100)), calls.taken);
    assertEquals(1, transmitter.dropped());
    assertEquals(3, transmitter.waiting());
    transmitter.onWritable();
    assertEquals(List.of(1, 1, 1, 3), calls.taken.stream().map(Message::port).toList());
  }

  @Test
  void theBacklogIsBounded() {
    calls.script(-Errno.EAGAIN);
    send(1, 1, 1, 1, false);
    transmitter.flush();
    IntStream.range(0, Backlog.CAPACITY + 9).forEach(_ -> send(1, 1, 1, 1, false));
    send(1, 1, 3000, 3000, false);
    transmitter.flush();
    assertEquals(Backlog.CAPACITY, transmitter.waiting());
    assertEquals(11, transmitter.dropped());
    transmitter.onWritable();
    assertEquals(Backlog.CAPACITY, transmitter.sent());
  }

  @Test
  void refusedDatagramsDoNotBlockTheBacklog() {
    IntStream.range(1, 4).forEach(i -> send(i, i, 10, 10, false));
    calls.script(-Errno.EAGAIN);
    transmitter.flush();
    calls.script(-EPERM);
    transmitter.onWritable();
    assertEquals(List.of(2, 3), calls.taken.stream().map(Message::port).toList());
    assertEquals(0, transmitter.waiting());
    assertEquals(List.of("await 11", "error 1", "writable"), events);
  }
}
