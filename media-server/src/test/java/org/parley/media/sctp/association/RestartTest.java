package org.parley.media.sctp.association;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.Unreleased;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.tx.Delivery;

/** A peer that begins anew finds its window as full as it left it (RFC 9260 section 5.2.4 A). */
class RestartTest {
  private static final int WINDOW = 100_000;
  private static final String KILOBYTE = "x".repeat(1_000);

  private final Script script = new Script(Script.plain().withWindow(WINDOW)).established();
  private final List<MessageReceived> kept = new ArrayList<>();

  @BeforeEach
  void keep() {
    script.kept = kept;
  }

  private List<String> restart() {
    script.receiveWithTag(0, new Init(Script.opening(Script.FORWARD, Script.EXTENSIONS)));
    Opening told = requireNonNull(script.told);
    List<String> effects = script.receiveWithTag(told.tag(), new CookieEcho(script.cookie));
    script.ownTag = told.tag();
    script.ownTsn = told.initialTsn();
    return effects;
  }

  private long held() {
    return kept.stream().mapToLong(MessageReceived::charge).sum();
  }

  /** The window that the last INIT or INIT-ACK offered. */
  private long offered() {
    return Integer.toUnsignedLong(requireNonNull(script.told).window());
  }

  private void send(int messages) {
    for (int tsn = 1; tsn <= messages; tsn++) {
      script.data(tsn, 0, tsn - 1, KILOBYTE);
    }
  }

  @Test
  void aThousandRestartsKeepNoMoreThanOneWindow() {
    for (int round = 0; round < 1_000; round++) {
      send(20);
      assertTrue(held() <= WINDOW, "round " + round + ": " + held());
      assertEquals(List.of("restarted", "> COOKIE-ACK"), restart());
      assertEquals(Math.max(1_500, WINDOW - held()), offered(), "round " + round);
    }
    assertTrue(held() > WINDOW - 2_000, "all of the window may be used: " + held());
    assertEquals(1_000, script.association.counters().count(AssociationCounter.RESTARTS));
  }

  @Test
  void unfinishedMessagesAndThoseThatWaitForOthersAreForgotten() {
    for (int round = 0; round < 100; round++) {
      script.data(1, 0, 0, KILOBYTE, DataChunk.BEGINNING);
      script.data(3, 1, 5, KILOBYTE);
      restart();
      assertEquals(WINDOW, offered(), "round " + round);
    }
    assertEquals(List.of("message 0 whole", "> SACK 1"), script.data(1, 0, 0, "whole"));
  }

  /** What is released belongs to the window whenever it came. */
  @Test
  void receiptsHoldBeyondARestart() {
    send(40);
    restart();
    send(30);
    long before = held();
    assertEquals(70, kept.size());
    for (int i = 0; i < 50; i++) {
      MessageReceived message = kept.remove(i % 2 == 0 ? 0 : kept.size() - 1);
      script.association.release(message);
      before -= message.charge();
    }
    assertEquals(before, held());
    restart();
    assertEquals(WINDOW - before, offered());
    kept.forEach(script.association::release);
    restart();
    assertEquals(WINDOW, offered());
  }

  /** The peer waits for a window that its former self has filled. */
  @Test
  void tellsThatThereIsRoomAgain() {
    send(200);
    restart();
    assertEquals(List.of(), script.data(1, 0, 0, KILOBYTE).stream().filter(this::hands).toList());
    kept.forEach(script.association::release);
    kept.clear();
    assertEquals(List.of("> SACK 0"), script.effects());
    assertEquals("message 0 " + KILOBYTE, script.data(1, 0, 0, KILOBYTE).getFirst());
  }

  private boolean hands(String effect) {
    return effect.startsWith("message") || effect.startsWith("ended");
  }

  @Test
  void whatWasQueuedIsDropped() {
    script.send(0, KILOBYTE, Delivery.RELIABLE);
    script.association.resetStreams(List.of(0));
    restart();
    assertEquals(0, script.association.queued());
    assertEquals(0, script.association.streamsInUse());
    assertEquals(List.of("> DATA 1 0:0 BE new"), script.send("new"));
  }

  /** Nobody can release what came with the end. */
  @Test
  void messagesThatEndWithTheirAssociationTakeNothing() {
    Unreleased unreleased = new Unreleased();
    Script ending = new Script();
    ending.association.countIn(unreleased);
    ending.established();
    assertEquals(
        List.of("ended PROTOCOL_VIOLATION", "> ABORT NoUserData"),
        ending.packet(
            ending.ownTag,
            out -> {
              Script.write(out, 1, 0, 0, KILOBYTE, DataChunk.BEGINNING | DataChunk.ENDING);
              Script.write(out, 2, 0, 1, "", DataChunk.BEGINNING | DataChunk.ENDING);
            }));
    assertEquals(0, unreleased.bytes());
  }

  /** What an earlier association has left counts in the next one. */
  @Test
  void theNextAssociationBeginsWithWhatTheLastHasLeft() {
    Unreleased unreleased = new Unreleased();
    unreleased.hold(30_000);
    Script next = new Script(Script.plain().withWindow(WINDOW));
    next.association.countIn(unreleased);
    next.connect();
    assertEquals(WINDOW - 30_000, requireNonNull(next.told).window());
  }
}
