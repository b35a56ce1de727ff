package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.signaling.protocol.ServerMessage;

class OutboxTest {

  @Test
  void givesWhatCameAfter() {
    Outbox outbox = new Outbox(3, 1_000_000);
    assertEquals(List.of(), outbox.after(0));
    ServerMessage.OfferNeeded first = keep(outbox);
    ServerMessage.OfferNeeded second = keep(outbox);
    assertEquals(List.of(first, second), outbox.after(0));
    assertEquals(List.of(second), outbox.after(1));
    assertEquals(List.of(), outbox.after(2));
  }

  @Test
  void knowsWhenTooMuchIsGone() {
    Outbox outbox = new Outbox(3, 1_000_000);
    for (int i = 0; i < 4; i++) {
      keep(outbox);
    }
    assertNull(outbox.after(0), "the first is not kept");
    assertNotNull(outbox.after(1));
  }

  @Test
  void isBoundedByWeightToo() {
    Outbox outbox = new Outbox(100, 10_000);
    outbox.keep(new ServerMessage.Answer(null, outbox.nextSeq(), "x".repeat(9000)));
    assertNotNull(outbox.after(0));
    outbox.keep(new ServerMessage.Answer(null, outbox.nextSeq(), "x".repeat(9000)));
    assertNull(outbox.after(0));
    assertNotNull(outbox.after(1));
    outbox.keep(new ServerMessage.Answer(null, outbox.nextSeq(), "x".repeat(90_000)));
    assertNull(outbox.after(2), "more than all that may be kept");
    assertEquals(List.of(), outbox.after(3));
    assertEquals(3, outbox.lastSeq());
  }

  private static ServerMessage.OfferNeeded keep(Outbox outbox) {
    ServerMessage.OfferNeeded message = new ServerMessage.OfferNeeded(outbox.nextSeq(), 1, 1);
    outbox.keep(message);
    return message;
  }
}
