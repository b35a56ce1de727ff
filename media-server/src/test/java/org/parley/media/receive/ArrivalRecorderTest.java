package org.parley.media.receive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ArrivalRecorderTest {
  private final ArrivalRecorder arrivals = new ArrivalRecorder();

  private ArrivalRecorder.Batch take() {
    ArrivalRecorder.Batch batch = arrivals.take();
    assertNotNull(batch);
    return batch;
  }

  @Test
  void tellsEachPacketOnceWithTheGapsBetween() {
    arrivals.onPacket(7, 100);
    arrivals.onPacket(9, 300);
    ArrivalRecorder.Batch batch = take();
    assertEquals(7, batch.baseSequence());
    assertArrayEquals(new boolean[] {true, false, true}, batch.received());
    assertEquals(300, batch.arrivalNanos()[2]);
    assertNull(arrivals.take());
    arrivals.onPacket(10, 400);
    assertEquals(10, take().baseSequence());
  }

  @Test
  void theNextBatchBeginsWhereTheLastEndedSoThatLossesBetweenAreTold() {
    arrivals.onPacket(1, 0);
    take();
    arrivals.onPacket(4, 10);
    ArrivalRecorder.Batch batch = take();
    assertEquals(2, batch.baseSequence());
    assertArrayEquals(new boolean[] {false, false, true}, batch.received());
  }

  @Test
  void aPacketThatComesAfterItsBatchIsToldLate() {
    arrivals.onPacket(1, 0);
    arrivals.onPacket(3, 0);
    take();
    arrivals.onPacket(2, 5);
    ArrivalRecorder.Batch batch = take();
    assertEquals(2, batch.baseSequence());
    assertArrayEquals(new boolean[] {true, false}, batch.received());
  }

  @Test
  void aJumpBeginsAfresh() {
    arrivals.onPacket(1, 0);
    arrivals.onPacket(60_000, 1);
    ArrivalRecorder.Batch batch = take();
    assertEquals(60_000, batch.baseSequence());
    assertEquals(1, batch.received().length);
  }
}
