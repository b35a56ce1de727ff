package org.parley.media.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.session.TestCall.PATIENCE;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.DataLine;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.exchange.DataCounter;
import org.parley.media.sctp.tx.SendResult;
import org.parley.media.session.TestCall.DataClient;

/** Data channels through real loops and sockets. */
@NullMarked
@Timeout(60)
class DataChannelTest {
  private static final int LARGE = 256 * 1024;

  private static TestCall call(int loops) throws Exception {
    return new TestCall(Machine.BEST.start(Machine.BEST.loops(loops), loops == 1 ? 100 : 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void broadcastReachesTheOthers(int loops) throws Exception {
    try (TestCall call = call(loops)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      DataClient cleo = call.joinData("cleo");
      int adas = ada.open("game");
      ben.open(ChannelOptions.lossy("game"));
      int cleos = cleo.open("game");
      ada.channels.send(adas, "hello");
      assertEquals("hello", ben.next());
      assertEquals("hello", cleo.next());
      ada.channels.send(adas, false, new byte[0]);
      ChannelEvent.Message empty = cleo.channels.message(PATIENCE);
      assertNotNull(empty);
      assertEquals(0, empty.payload().length);
      assertEquals(false, empty.text());
      assertEquals("", ben.next());
      byte[] large = new byte[LARGE];
      large[LARGE - 1] = 7;
      assertEquals(SendResult.QUEUED, cleo.channels.send(cleos, false, large));
      ChannelEvent.Message whole = ada.channels.message(PATIENCE);
      assertNotNull(whole);
      assertEquals(LARGE, whole.payload().length);
      assertEquals(7, whole.payload()[LARGE - 1]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void addressedChannelsReachOne(int loops) throws Exception {
    try (TestCall call = call(loops)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      int adas = ada.open("file@ben");
      ada.channels.send(adas, "hello");
      ChannelEvent opened =
          ben.channels.await(ChannelEvent.OpenedByPeer.class::isInstance, PATIENCE);
      assertEquals(new ChannelEvent.OpenedByPeer(1, ChannelOptions.reliable("file@ada")), opened);
      assertEquals("hello", ben.next());
      ben.channels.send(1, "back");
      assertEquals("back", ada.next());
      ben.channels.close(1);
      ada.awaitClosed(adas);
      int nobody = ada.channels.open(ChannelOptions.reliable("file@nobody"));
      ada.awaitClosed(nobody);
      assertEquals(
          new PeerEvent.ChannelFaulted(nobody, "file@nobody", ChannelFault.UNKNOWN_ADDRESS),
          ada.told());
    }
  }

  @Test
  void servedAndNegotiatedChannelsWork() throws Exception {
    try (TestCall call = call(1)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      int chat = ada.open("parley.chat");
      ada.channels.send(chat, "said");
      assertEquals(new PeerEvent.ServedChannelOpened("parley.chat", 256 * 1024), ada.told());
      assertEquals(new PeerEvent.ServedMessage("parley.chat", "said"), ada.told());
      ada.client.peer.sendServed("parley.chat", "answer");
      assertEquals("answer", ada.next());

      int adas = ada.open("game");
      ben.channels.openNegotiated(10, ChannelOptions.reliable("game"));
      ben.channels.send(10, "early");
      assertNull(ada.channels.message(Duration.ofMillis(200)));
      ben.client.peer.negotiate(List.of(new NegotiatedChannel(10, "game", "", true, null, null)));
      assertEquals("early", ada.next());
      ada.channels.send(adas, "hello");
      assertEquals("hello", ben.next());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoStopsReadingIsAloneWithIt(int loops) throws Exception {
    try (TestCall call = call(loops)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      DataClient tia = call.joinData("tia");
      int adas = ada.open("game");
      ben.open("game");
      int tias = tia.open("game");
      tia.channels.stop();
      byte[] message = new byte[16 * 1024];
      int count = 500;
      long most = 0;
      long slowest = 0;
      for (int i = 0; i < count; i++) {
        long begun = System.nanoTime();
        message[0] = (byte) i;
        while (ada.channels.send(adas, false, message.clone()) == SendResult.FULL) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        ChannelEvent.Message heard = ben.channels.message(PATIENCE);
        assertNotNull(heard);
        assertEquals((byte) i, heard.payload()[0]);
        slowest = Math.max(slowest, System.nanoTime() - begun);
        most = Math.max(most, call.server.dataCounters().queuedBytes());
      }
      assertEquals(new PeerEvent.ChannelFaulted(tias, "game", ChannelFault.TOO_SLOW), tia.told());
      assertTrue(most < 2_000_000, "bytes held: " + most);
      assertTrue(slowest < 2_000_000_000L, "nanoseconds until it came: " + slowest);
      tia.channels.goOn();
      tia.awaitClosed(tias);
      int again = tia.open("game");
      tia.channels.send(again, "back");
      assertEquals("back", ben.next());
    }
  }

  @Test
  void aThousandChannelsLeaveNothingBehind() throws Exception {
    try (TestCall call = call(2)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      DataCounters counters = call.server.dataCounters();
      // So that the loop of each knows that the other is there.
      TestCall.await(() -> counters.associations() == 2);
      for (int round = 0; round < 10; round++) {
        int[] ids = new int[100];
        for (int i = 0; i < ids.length; i++) {
          String label = i % 2 == 0 ? "game" + i : "file" + i + "@ben";
          ids[i] = ada.channels.open(ChannelOptions.reliable(label));
          ada.channels.send(ids[i], "x");
        }
        for (int id : ids) {
          ada.channels.close(id);
        }
        TestCall.await(() -> ada.channels.channels() == 0);
        TestCall.await(() -> ben.channels.channels() == 0);
      }
      TestCall.await(() -> counters.get(DataCounter.CHANNELS_OPENED) == 1500);
      TestCall.await(() -> counters.channels() == 0 && counters.queuedBytes() == 0);
      assertEquals(2, counters.associations());
      call.room.close();
      TestCall.await(() -> counters.associations() == 0);
    }
  }

  @Test
  void whoDisappearsInTheMiddleOfAMessageLeavesNothing() throws Exception {
    try (TestCall call = call(2)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      int adas = ada.open("file@ben");
      for (int i = 0; i < 4; i++) {
        ada.channels.send(adas, false, new byte[LARGE]);
      }
      ada.client.remote.close();
      ada.client.peer.close();
      assertNotNull(
          ben.channels.await(ChannelEvent.Closed.class::isInstance, PATIENCE), "not closed");
      DataCounters counters = call.server.dataCounters();
      TestCall.await(
          () ->
              counters.channels() == 0
                  && counters.queuedBytes() == 0
                  && counters.associations() == 1);
      ben.client.peer.close();
      TestCall.await(() -> counters.associations() == 0);
    }
  }

  /** Port 0, or no line at all. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anOfferWithoutDataEndsItAndALaterOneBeginsItAnew(int loops) throws Exception {
    try (TestCall call = call(loops)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      DataCounters counters = call.server.dataCounters();
      for (int round = 1; round <= 3; round++) {
        int adas = ada.open("game");
        int bens = ben.open("game");
        int toBen = ada.open("file@ben");
        ada.channels.send(toBen, "to one");
        assertEquals("to one", ben.next());
        int toAda = ben.open("note@ada");
        ben.channels.send(toAda, "to one");
        assertEquals("to one", ada.next());

        ada.disable();
        TestCall.await(() -> counters.associations() == 1 && counters.channels() == 1);
        assertNotNull(ben.channels.await(ChannelEvent.Closed.class::isInstance, PATIENCE));
        assertNotNull(ben.channels.await(ChannelEvent.Closed.class::isInstance, PATIENCE));
        ben.channels.send(bens, "nobody listens");
        int refused = ben.channels.open(ChannelOptions.reliable("file@ada"));
        assertEquals(
            new PeerEvent.ChannelFaulted(refused, "file@ada", ChannelFault.UNREACHABLE),
            ben.client.events.poll(10, TimeUnit.SECONDS));
        ada.client.apply(null);

        ada.enable(TestCall.DATA);
        adas = ada.open("game");
        ada.channels.send(adas, "back " + round);
        assertEquals("back " + round, ben.next());
        ben.channels.send(bens, "welcome");
        assertEquals("welcome", ada.next());
        ada.channels.close(adas);
        ben.channels.close(bens);
        TestCall.await(() -> counters.channels() == 0 && counters.queuedBytes() == 0);
        TestCall.await(() -> counters.associations() == 2);
      }
      assertNull(ada.client.events.poll());
    }
  }

  /** Another m-line is one of another association, also within one offer. */
  @Test
  void anotherLineOfDataIsAnotherAssociation() throws Exception {
    try (TestCall call = call(1)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      ben.open("game");
      int adas = ada.open("game");
      ada.client.apply(TestCall.DATA);
      ada.channels.send(adas, "as before");
      assertEquals("as before", ben.next());
      ada.replace(new DataLine(new Mid("1"), 5000, 256 * 1024));
      adas = ada.open("game");
      ada.channels.send(adas, "anew");
      assertEquals("anew", ben.next());
      DataCounters counters = call.server.dataCounters();
      TestCall.await(() -> counters.associations() == 2 && counters.channels() == 2);
    }
  }

  @Test
  void aConnectionThatFailsAfterwardsHasNoDataToLose() throws Exception {
    try (TestCall call = call(1)) {
      DataClient ada = call.joinData("ada");
      ada.open("game");
      ada.disable();
      ada.client.peer.close();
      DataCounters counters = call.server.dataCounters();
      TestCall.await(() -> counters.associations() == 0 && counters.channels() == 0);
      assertNull(ada.client.events.poll(200, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void textsAreNotChanged() throws Exception {
    try (TestCall call = call(1)) {
      DataClient ada = call.joinData("ada");
      DataClient ben = call.joinData("ben");
      int adas = ada.open("game");
      ben.open("game");
      String text = "a\u0000ü😀".repeat(1000);
      ada.channels.send(adas, text);
      assertEquals(text, new String(text.getBytes(UTF_8), UTF_8));
      assertEquals(text, ben.next());
    }
  }
}
