package org.parley.signaling.bench.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FlowTest {
  private final Flow flow = new Flow();

  private void send(int packets) {
    for (int i = 0; i < packets; i++) {
      flow.sent();
    }
  }

  @Test
  void onlyWhatWasSentMeanwhileIsMeasured() {
    send(10);
    flow.open();
    send(100);
    flow.close();
    send(10);
    for (int i = 0; i < 120; i++) {
      assertEquals(i >= 10 && i < 110, flow.onArrival(i), "packet " + i);
    }
    assertEquals(100, flow.expected());
    assertEquals(100, flow.received());
    assertEquals(0, flow.duplicates());
  }

  @Test
  void whatNeverCameIsLostAndWhatCameTwiceCountsOnce() {
    flow.open();
    send(6);
    flow.close();
    assertTrue(flow.onArrival(0));
    assertTrue(flow.onArrival(4));
    assertTrue(flow.onArrival(2), "late, but there");
    assertFalse(flow.onArrival(4));
    assertFalse(flow.onArrival(2));
    assertEquals(6, flow.expected());
    assertEquals(3, flow.received());
    assertEquals(2, flow.duplicates());
  }

  @Test
  void numbersAreForgottenAfterAWhile() {
    flow.open();
    send(20_000);
    flow.close();
    for (int i = 0; i < 20_000; i += 2) {
      assertTrue(flow.onArrival(i));
    }
    for (int i = 16_001; i < 20_000; i += 2) {
      assertTrue(flow.onArrival(i), "packet " + i);
      assertFalse(flow.onArrival(i), "packet " + i);
    }
    assertEquals(12_000, flow.received());
  }

  @Test
  void aSecondMeasurementBeginsAtZero() {
    flow.open();
    send(5);
    flow.close();
    flow.onArrival(0);
    flow.open();
    send(3);
    flow.close();
    assertFalse(flow.onArrival(4), "of the first");
    assertTrue(flow.onArrival(5));
    assertEquals(3, flow.expected());
    assertEquals(1, flow.received());
  }
}
