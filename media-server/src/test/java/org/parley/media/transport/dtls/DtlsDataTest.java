package org.parley.media.transport.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.media.testpeer.TestDtlsClient;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.SrtpProfile;

/** Application data between us and Bouncy Castle's client. */
@Timeout(60)
class DtlsDataTest {
  private static final TestDtlsClient.Identity CLIENT = TestDtlsClient.Identity.create();
  private static final DtlsIdentity SERVER = DtlsIdentity.create(new SecureRandom(), Instant.now());
  private static final int HANDSHAKE = 22;
  private static final int RECORD_HEADER = DtlsRecords.RECORD_HEADER;

  /** Takes nothing more after the end, as our loops. */
  private final ExecutorService loop =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new ThreadPoolExecutor.DiscardPolicy());

  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final DtlsServerContext shared =
      new DtlsServerContext(
          SERVER, new SecureRandom(), CryptoProvider.jdk(), 2, Duration.ofSeconds(15));
  private final Link link = new Link();
  private final DtlsSession session = new DtlsSession(shared, link::executeUnlessHeld, link);

  @AfterEach
  void stop() throws Exception {
    onLoop(
        () -> {
          session.close();
          return null;
        });
    loop.shutdownNow();
    clients.shutdownNow();
  }

  private Future<DTLSTransport> connecting() {
    return connecting(new TestDtlsClient(CLIENT, SrtpProfile.values()));
  }

  private Future<DTLSTransport> connecting(TestDtlsClient client) {
    session.setFingerprints(List.of(CLIENT.fingerprint()));
    session.expect(0);
    return clients.submit(() -> client.connect(link));
  }

  private DTLSTransport connect() throws Exception {
    DTLSTransport connection = connecting().get();
    assertEquals("established", next());
    return connection;
  }

  private String next() throws InterruptedException {
    String event = events.poll(20, TimeUnit.SECONDS);
    return event == null ? "nothing" : event;
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return loop.submit(task).get();
  }

  /** Whatever was on its way has arrived. */
  private void settle() throws Exception {
    onLoop(() -> null);
  }

  private void deliver(byte[]... records) throws Exception {
    onLoop(() -> session.onDatagram(Unpooled.copiedBuffer(records), 0));
  }

  /** False if it was not sent. */
  private boolean send(int value) throws Exception {
    return onLoop(
        () -> {
          ByteBuf buffer = Unpooled.buffer().writeInt(value);
          boolean sealed = session.seal(buffer, 0);
          if (sealed) {
            link.sendDtls(ByteBufUtil.getBytes(buffer));
          }
          return sealed;
        });
  }

  private static void sendTo(DTLSTransport connection, int value) throws IOException {
    connection.send(Unpooled.buffer(4).writeInt(value).array(), 0, 4);
  }

  /** Records of the client, which do not arrive by themselves. */
  private List<byte[]> captured(DTLSTransport connection, int count) throws IOException {
    List<byte[]> all = new ArrayList<>();
    link.captured = all;
    for (int i = 0; i < count; i++) {
      sendTo(connection, i);
    }
    link.captured = null;
    return all;
  }

  private static int receive(DTLSTransport connection) throws IOException {
    byte[] content = new byte[100];
    int length = connection.receive(content, 0, content.length, 5_000);
    return length == 4 ? Unpooled.wrappedBuffer(content).readInt() : -1;
  }

  @Test
  void goesBothWays() throws Exception {
    DTLSTransport connection = connect();
    for (int i = 0; i < 100; i++) {
      sendTo(connection, i);
      assertEquals("data " + i, next());
      assertTrue(send(1000 + i));
      assertEquals(1000 + i, receive(connection));
    }
  }

  /** RFC 5289 section 3.2: other keys, and another function to derive them by. */
  @Test
  void goesBothWaysByAes256() throws Exception {
    TestDtlsClient client = new TestDtlsClient(CLIENT, SrtpProfile.values());
    client.offerAes256();
    DTLSTransport connection = connecting(client).get();
    assertEquals("established", next());
    sendTo(connection, 1);
    assertEquals("data 1", next());
    assertTrue(send(2));
    assertEquals(2, receive(connection));
  }

  @Test
  void dataThatOvertakesTheEndOfTheHandshakeIsKept() throws Exception {
    link.holdAfterFinished = true;
    DTLSTransport connection = connecting().get();
    assertFalse(send(1), "not before the handshake is complete on our side");
    for (int i = 0; i < DtlsConnection.MAX_EARLY + 2; i++) {
      sendTo(connection, i);
    }
    settle();
    assertEquals("dropped EARLY", next());
    assertEquals("dropped EARLY", next());
    assertNull(events.poll());
    onLoop(link::release);
    assertEquals("established", next());
    for (int i = 0; i < DtlsConnection.MAX_EARLY; i++) {
      assertEquals("data " + i, next());
    }
    assertTrue(send(7));
    assertEquals(7, receive(connection));
  }

  /** T7: it takes the room of what is early, and nothing else. */
  @Test
  void forgedDataDuringTheHandshakeSpoilsNothing() throws Exception {
    link.holdAfterFinished = true;
    DTLSTransport connection = connecting().get();
    byte[] forged = new byte[60];
    forged[0] = DtlsRecords.APPLICATION_DATA;
    forged[1] = (byte) 0xFE;
    forged[2] = (byte) 0xFD;
    forged[4] = 1;
    forged[12] = (byte) (forged.length - RECORD_HEADER);
    for (int i = 0; i < 20; i++) {
      deliver(forged);
    }
    for (int i = DtlsConnection.MAX_EARLY; i < 20; i++) {
      assertEquals("dropped EARLY", next());
    }
    onLoop(link::release);
    assertEquals("established", next());
    for (int i = 0; i < DtlsConnection.MAX_EARLY; i++) {
      assertEquals("dropped FORGED", next());
    }
    sendTo(connection, 5);
    assertEquals("data 5", next());
  }

  /**
   * The client reads our change of cipher but not our Finished, and then hundreds of records, which
   * move its window of 64 on: the Finished that is sent again must be numbered behind them.
   */
  @Test
  void aFinishedThatIsSentAgainIsNotTakenForAReplay() throws Exception {
    link.loseFinished = true;
    Future<DTLSTransport> connecting = connecting();
    assertEquals("established", next());
    for (int i = 0; i < 200; i++) {
      assertTrue(send(i));
    }
    DTLSTransport connection = connecting.get(20, TimeUnit.SECONDS);
    assertFalse(link.loseFinished, "it was lost");
    assertTrue(send(9));
    assertEquals(9, receive(connection));
    connection.close();
    assertEquals("ended CLOSED_BY_PEER", next());
    assertEveryNumberIsUsedOnce(204);
  }

  /** Two Finished, 201 records of data and our close_notify at least. */
  private void assertEveryNumberIsUsedOnce(int atLeast) throws Exception {
    settle();
    Set<Long> numbers = new HashSet<>();
    for (byte[] record : link.sentInEpochOne) {
      ByteBuf header = Unpooled.wrappedBuffer(record);
      assertTrue(numbers.add(header.getLong(3)), "used twice: " + ByteBufUtil.hexDump(record));
      assertEquals(header.getLong(3), header.getLong(RECORD_HEADER), "the explicit nonce");
    }
    assertTrue(numbers.size() >= atLeast, numbers::toString);
  }

  @Test
  void severalRecordsShareADatagram() throws Exception {
    List<byte[]> records = captured(connect(), 3);
    byte[] forged = records.get(1).clone();
    forged[30] ^= 1;
    deliver(records.get(0), forged, records.get(2), records.get(1), records.get(0));
    for (String expected :
        new String[] {"data 0", "dropped FORGED", "data 2", "data 1", "dropped REPLAYED"}) {
      assertEquals(expected, next());
    }
  }

  @Test
  void anAlertBehindDataInOneDatagramIsHeard() throws Exception {
    DTLSTransport connection = connect();
    byte[] data = captured(connection, 1).getFirst();
    List<byte[]> closing = new ArrayList<>();
    link.captured = closing;
    connection.close();
    deliver(data, closing.getFirst());
    assertEquals("data 0", next());
    assertEquals("ended CLOSED_BY_PEER", next());
    deliver(data);
    assertFalse(send(1));
    assertNull(events.poll());
  }

  @Test
  void recordsAreTakenInAnyOrderAndOnce() throws Exception {
    List<byte[]> records = captured(connect(), 300);
    for (byte[] record : records.reversed()) {
      deliver(record);
    }
    for (int i = 299; i >= 0; i--) {
      assertEquals("data " + i, next());
    }
    for (byte[] record : records) {
      deliver(record);
      assertEquals("dropped REPLAYED", next());
    }
  }

  /** T6: nothing that is damaged is taken for data, and the undamaged record still is. */
  @Test
  void damagedRecordsAreDropped() throws Exception {
    DTLSTransport connection = connect();
    byte[] record = captured(connection, 1).getFirst();
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = Arrays.copyOf(record, 1 + random.nextInt(record.length + 8));
      if (Arrays.equals(damaged, record)) {
        continue;
      }
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      if (damaged.length >= record.length
          && Arrays.equals(damaged, 0, record.length, record, 0, record.length)) {
        continue;
      }
      deliver(damaged);
    }
    settle();
    assertTrue(events.stream().noneMatch(event -> event.startsWith("data")), events::toString);
    assertTrue(events.stream().noneMatch(event -> event.startsWith("ended")), events::toString);
    events.clear();
    deliver(record);
    assertEquals("data 0", next());
    sendTo(connection, 1);
    assertEquals("data 1", next());
  }

  /** The client's transport and the server's way back to it. */
  private final class Link extends TestDtlsLink {
    private final Queue<Runnable> held = new ArrayDeque<>();
    final List<byte[]> sentInEpochOne = new ArrayList<>();
    volatile @Nullable List<byte[]> captured;
    volatile boolean holdAfterFinished;
    volatile boolean loseFinished;
    private boolean holding;

    Link() {
      super(DtlsDataTest.this.events);
    }

    void executeUnlessHeld(Runnable task) {
      loop.execute(
          () -> {
            if (holding) {
              held.add(task);
            } else {
              task.run();
            }
          });
    }

    Void release() {
      holding = false;
      held.forEach(Runnable::run);
      held.clear();
      return null;
    }

    @Override
    public void send(byte[] source, int offset, int length) {
      byte[] datagram = Arrays.copyOfRange(source, offset, offset + length);
      List<byte[]> capturing = captured;
      if (capturing != null) {
        capturing.add(datagram);
      } else {
        loop.execute(() -> session.onDatagram(Unpooled.wrappedBuffer(datagram), 0));
      }
    }

    @Override
    public void sendDtls(byte[] datagram) {
      ByteBuf records = Unpooled.wrappedBuffer(datagram);
      for (int at = 0; at < datagram.length; at = DtlsRecords.end(records, at)) {
        if (records.getUnsignedShort(at + 3) == 1) {
          sentInEpochOne.add(Arrays.copyOfRange(datagram, at, DtlsRecords.end(records, at)));
          boolean finished = records.getUnsignedByte(at) == HANDSHAKE;
          holding |= finished && holdAfterFinished;
          if (finished && loseFinished) {
            loseFinished = false;
            toClient.add(Arrays.copyOf(datagram, at));
            return;
          }
        }
      }
      toClient.add(datagram);
    }

    @Override
    public void onEstablished(@Nullable SrtpParameters parameters) {
      events.add("established");
      session.takeEarly(0);
    }

    @Override
    public void onApplicationData(ByteBuf packet, long nowNanos) {
      events.add("data " + packet.readInt());
    }
  }
}
