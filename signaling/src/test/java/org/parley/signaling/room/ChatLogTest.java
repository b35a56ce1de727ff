package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.media.api.TrackId;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.negotiation.NegotiationPolicy;
import org.parley.signaling.negotiation.Negotiator;
import org.parley.signaling.protocol.ChatMessage;
import org.parley.signaling.protocol.ParticipantId;

class ChatLogTest {
  private static final ParticipantId ANN = new ParticipantId("p1");

  private final ChatLog log = new ChatLog(200);
  private final Member ann =
      new Member(
          new Visitor(ANN, "Ann", Grants.ALL, null, List.of()),
          new Attachment.Detached(0),
          new Negotiator(NegotiationPolicy.viewer(1), new Random(1), () -> new TrackId("t")),
          new ChatSeat(0, 0));

  @Test
  void keepsNoMoreBytesThanItMay() {
    String long3000 = "€".repeat(1_000);
    for (int i = 0; i < 200; i++) {
      log.add(ann, null, long3000, null, 0);
    }
    List<ChatMessage> kept = log.after(0, ANN).messages();
    assertEquals(ChatLog.KEPT_BYTES / (3_000 + 3 + 128), kept.size());
    assertEquals(200, kept.getLast().number());
    assertFalse(log.after(0, ANN).complete());
    assertTrue(log.after(200 - kept.size(), ANN).complete());
  }

  @Test
  void mayKeepNothing() {
    ChatLog none = new ChatLog(0);
    assertEquals(1, none.add(ann, null, "a", null, 0).number());
    assertEquals(new ChatLog.Excerpt(List.of(), false), none.after(0, ANN));
    assertEquals(new ChatLog.Excerpt(List.of(), true), none.after(1, ANN));
    assertEquals(2, none.add(ann, null, "b", null, 0).number());
  }
}
