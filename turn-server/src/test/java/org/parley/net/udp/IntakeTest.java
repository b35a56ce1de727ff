package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.parley.net.udp.RecordingReceiver.Datagram;

/** What a wake-up hands up, by a system whose answers are scripted. */
@NullMarked
class IntakeTest {
  private static final List<byte[]> FULL = Collections.nCopies(64, new byte[7]);

  private final Arena arena = Arena.ofConfined();
  private final ScriptedCalls calls = new ScriptedCalls();
  private final RecordingReceiver receiver = new RecordingReceiver();
  private boolean closing;
  private final Intake intake = new Intake(calls, SocketAddresses.V4, arena, () -> closing);

  @AfterEach
  void close() {
    intake.release();
    arena.close();
  }

  @Test
  void fewDatagramsNeedOneCall() throws Exception {
    calls.arrive(List.of(new byte[5], RecordingReceiver.bytes(1, 1000)));
    intake.receive(receiver);
    assertEquals(1, calls.receives);
    assertEquals(1, receiver.batches.get());
    assertEquals(5, receiver.next().bytes().length);
    Datagram second = receiver.next();
    assertTrue(second.has(RecordingReceiver.bytes(1, 1000)));
    assertEquals("/192.0.2.1:1000", second.from().toString());
  }

  @Test
  void aBusySocketLetsOthersHaveTheirTurn() throws Exception {
    IntStream.range(0, 6).forEach(_ -> calls.arrive(FULL));
    intake.receive(receiver);
    assertEquals(4, calls.receives);
    assertEquals(1, receiver.batches.get());
    receiver.next(256);
    intake.receive(receiver);
    assertEquals(7, calls.receives);
    assertEquals(384, intake.received());
    assertEquals(7, intake.systemCalls());
  }

  @Test
  void errorsOfEarlierSendsAreToldAndDoNotEndTheReading() throws Exception {
    calls.failReceive(Errno.EINTR);
    calls.failReceive(Errno.ECONNREFUSED);
    calls.arrive(List.of(new byte[3]));
    intake.receive(receiver);
    assertEquals(List.of(Errno.ECONNREFUSED), receiver.errors);
    assertEquals(3, receiver.next().bytes().length);
    assertEquals(1, receiver.batches.get());
  }

  @Test
  void nothingIsNoBatch() {
    intake.receive(receiver);
    calls.arrive(List.of(new byte[UdpPort.MAX_DATAGRAM + 1]));
    intake.receive(receiver);
    assertEquals(0, receiver.batches.get());
    assertEquals(1, intake.truncated());
    assertEquals(0, intake.received());
  }

  @Test
  void aClosedPortHandsUpNothingMore() {
    calls.arrive(FULL);
    calls.arrive(FULL);
    UdpReceiver closesAtTheThird =
        new UdpReceiver() {
          @Override
          public void onDatagram(RemoteAddress from, ByteBuf content) {
            closing = intake.received() == 3;
          }

          @Override
          public void onBatchEnd() {
            throw new AssertionError("closed");
          }

          @Override
          public void onSendError(int errno) {}

          @Override
          public void onWritable() {}
        };
    intake.receive(closesAtTheThird);
    assertEquals(3, intake.received());
    assertEquals(1, calls.receives);
  }
}
