package org.parley.signaling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameGuardTest {
  private final FrameGuard guard = new FrameGuard(1000);

  @Test
  void wholeMessagesPassHoweverTheyAreCut() {
    byte[] frame = Frames.frame(Frames.FIN | Frames.TEXT, new byte[1000]);
    for (int cut = 1; cut < 20; cut++) {
      assertEquals(0, guard.check(ByteBuffer.wrap(frame, 0, cut)));
      assertEquals(0, guard.check(ByteBuffer.wrap(frame, cut, frame.length - cut)));
    }
    for (byte single : frame) {
      assertEquals(0, guard.check(ByteBuffer.wrap(new byte[] {single})));
    }
  }

  @Test
  void controlFramesPassBetweenFragments() {
    assertEquals(0, check(Frames.frame(Frames.TEXT, new byte[10])));
    assertEquals(0, check(Frames.frame(Frames.FIN | Frames.PING, new byte[125])));
    assertEquals(0, check(Frames.frame(Frames.FIN | Frames.CONTINUATION, new byte[10])));
    assertEquals(0, check(Frames.frame(Frames.FIN | Frames.TEXT, new byte[10])));
  }

  @Test
  void aHugeFrameIsStoppedAtItsHeader() {
    assertEquals(CloseCodes.TOO_BIG, check(Frames.header(Frames.FIN | Frames.TEXT, 1001)));
  }

  @Test
  void lengthsOfSixtyFourBitsAreStopped() {
    assertEquals(
        CloseCodes.TOO_BIG, check(Frames.header(Frames.FIN | Frames.TEXT, Long.MAX_VALUE)));
    assertEquals(
        CloseCodes.PROTOCOL_ERROR,
        new FrameGuard(1000)
            .check(
                ByteBuffer.wrap(
                    new byte[] {
                      (byte) 0x81, (byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0
                    })));
  }

  @Test
  void fragmentsAddUp() {
    assertEquals(0, check(Frames.frame(Frames.TEXT, new byte[600])));
    assertEquals(
        CloseCodes.TOO_BIG, check(Frames.frame(Frames.FIN | Frames.CONTINUATION, new byte[401])));
  }

  @Test
  void emptyFragmentsAreCounted() {
    assertEquals(0, check(Frames.frame(Frames.TEXT, new byte[0])));
    for (int i = 1; i < FrameGuard.MAX_FRAGMENTS; i++) {
      assertEquals(0, check(Frames.frame(Frames.CONTINUATION, new byte[0])));
    }
    assertEquals(CloseCodes.TOO_BIG, check(Frames.frame(Frames.CONTINUATION, new byte[0])));
  }

  @Test
  void rulesAreKept() {
    assertEquals(CloseCodes.PROTOCOL_ERROR, fresh(new byte[] {(byte) 0x81, 0}));
    assertEquals(CloseCodes.PROTOCOL_ERROR, fresh(Frames.header(0xC1, 1)));
    assertEquals(CloseCodes.PROTOCOL_ERROR, fresh(Frames.header(0x83, 1)));
    assertEquals(CloseCodes.PROTOCOL_ERROR, fresh(Frames.header(0x8B, 1)));
    assertEquals(CloseCodes.PROTOCOL_ERROR, fresh(Frames.header(Frames.PING, 1)));
    assertEquals(CloseCodes.PROTOCOL_ERROR, fresh(Frames.header(Frames.FIN | Frames.PING, 126)));
    assertEquals(
        CloseCodes.PROTOCOL_ERROR, fresh(Frames.header(Frames.FIN | Frames.CONTINUATION, 1)));
    assertEquals(CloseCodes.UNACCEPTABLE_DATA, fresh(Frames.header(Frames.FIN | Frames.BINARY, 1)));
  }

  @Test
  void aTextInsideAFragmentedTextIsAnError() {
    assertEquals(0, check(Frames.frame(Frames.TEXT, new byte[1])));
    assertEquals(CloseCodes.PROTOCOL_ERROR, check(Frames.text("a")));
  }

  @FuzzTest
  void neverThrowsAndAlwaysConsumesOrStops(byte[] bytes) {
    FrameGuard whole = new FrameGuard(1000);
    FrameGuard cut = new FrameGuard(1000);
    int atOnce = whole.check(ByteBuffer.wrap(bytes));
    int singly = 0;
    for (int i = 0; i < bytes.length && singly == 0; i++) {
      singly = cut.check(ByteBuffer.wrap(bytes, i, 1));
    }
    assertEquals(atOnce, singly);
  }

  private int check(byte[] bytes) {
    return guard.check(ByteBuffer.wrap(bytes));
  }

  private static int fresh(byte[] bytes) {
    return new FrameGuard(1000).check(ByteBuffer.wrap(bytes));
  }
}
