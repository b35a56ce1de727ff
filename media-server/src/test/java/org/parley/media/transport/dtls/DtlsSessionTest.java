package org.parley.media.transport.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.Fingerprint;
import org.parley.media.testpeer.TestDtlsClient;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.SrtpProfile;

/** Against Bouncy Castle's client, over a link in memory that loses, splits and injects. */
@Timeout(60)
class DtlsSessionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final TestDtlsClient.Identity CLIENT = TestDtlsClient.Identity.create();
  private static final DtlsIdentity SERVER = DtlsIdentity.create(new SecureRandom(), Instant.now());

  /** A ClientHello that offers nothing but TLS_NULL_WITH_NULL_NULL. */
  private static final byte[] NULL_CIPHER_HELLO =
      HexFormat.of()
          .parseHex(
              "16fefd00000000000000000038"
                  + "0100002c000000000000002c"
                  + "fefd"
                  + "00".repeat(32)
                  + "00"
                  + "00"
                  + "00020000"
                  + "0100"
                  + "0000");

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final DtlsServerContext shared =
      new DtlsServerContext(
          SERVER, new SecureRandom(), CryptoProvider.jdk(), 2, Duration.ofSeconds(15));
  private long nowNanos;

  @AfterEach
  void stop() {
    loop.shutdownNow();
  }

  private DtlsSession session(Link link, Fingerprint... fingerprints) {
    DtlsSession session = new DtlsSession(shared, loop, link);
    session.setFingerprints(List.of(fingerprints));
    session.expect(nowNanos);
    link.session = session;
    return session;
  }

  private String next() throws InterruptedException {
    String event = events.poll(20, TimeUnit.SECONDS);
    return event == null ? "nothing" : event;
  }

  private <T> T onLoop(java.util.concurrent.Callable<T> task) throws Exception {
    return loop.submit(task).get();
  }

  private TestDtlsClient connect(Link link) throws IOException {
    TestDtlsClient client = new TestDtlsClient(CLIENT, SrtpProfile.values());
    client.connect(link);
    return client;
  }

  @Test
  void settlesTheSameKeysOnBothSides() throws Exception {
    Link link = new Link(0, 1);
    DtlsSession session = session(link, CLIENT.fingerprint());
    TestDtlsClient client = connect(link);

    assertEquals("established AEAD_AES_128_GCM", next());
    assertTrue(onLoop(session::established));
    assertEquals(SERVER.fingerprint(), client.serverFingerprint());
    assertEquals(SrtpProfile.AEAD_AES_128_GCM, client.srtp().profile());
  }

  /** RFC 5764 section 4.1.2: the server chooses, whatever the client's order is. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          AES128_CM_HMAC_SHA1_80 AEAD_AES_256_GCM AEAD_AES_128_GCM, AEAD_AES_128_GCM
          AES128_CM_HMAC_SHA1_80 AEAD_AES_128_GCM,                  AEAD_AES_128_GCM
          AES128_CM_HMAC_SHA1_80 AEAD_AES_256_GCM,                  AEAD_AES_256_GCM
          AES128_CM_HMAC_SHA1_80,                                   AES128_CM_HMAC_SHA1_80
          """)
  void ourOrderOfProfilesDecides(String offered, SrtpProfile chosen) throws Exception {
    Link link = new Link(0, 1);
    session(link, CLIENT.fingerprint());
    SrtpProfile[] profiles =
        Stream.of(offered.split(" ")).map(SrtpProfile::valueOf).toArray(SrtpProfile[]::new);
    new TestDtlsClient(CLIENT, profiles).connect(link);

    assertEquals("established " + chosen, next());
  }

  @Test
  void aPeerWithoutSrtpHasDataAlone() throws Exception {
    Link link = new Link(0, 1);
    session(link, CLIENT.fingerprint());
    var connection = new TestDtlsClient(CLIENT).connect(link);
    assertEquals("established nothing", next());
    connection.send(new byte[] {4}, 0, 1);
    assertEquals("data 04", next());
  }

  /** RFC 6066 section 4: fragments of 512 bytes are asked for, and not promised. */
  @Test
  void recordsAreNotCutShort() throws Exception {
    Link link = new Link(0, 1);
    session(link, CLIENT.fingerprint());
    TestDtlsClient client = new TestDtlsClient(CLIENT, SrtpProfile.values());
    client.askForShortFragments();
    assertTrue(client.connect(link).getSendLimit() > 1_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void completesWhenAFifthIsLostEachWay(long seed) throws Exception {
    Link link = new Link(20, seed);
    session(link, CLIENT.fingerprint());
    connect(link);
    assertEquals("established AEAD_AES_128_GCM", next());
  }

  /** Bouncy Castle alone hangs here: it would read no plaintext after the change of cipher. */
  @Test
  void completesWhenOnlyTheCertificateVerifyIsLost() throws Exception {
    Link link = new Link(0, 1);
    link.loseCertificateVerify = true;
    session(link, CLIENT.fingerprint());
    connect(link);
    assertEquals("established AEAD_AES_128_GCM", next());
    assertFalse(link.loseCertificateVerify, "it was lost");
  }

  @Test
  void readsAHelloInTwoDatagrams() throws Exception {
    Link link = new Link(0, 1);
    link.splitHello = true;
    session(link, CLIENT.fingerprint());
    connect(link);
    assertEquals("established AEAD_AES_128_GCM", next());
    assertTrue(link.splits > 0);
  }

  @Test
  void anUnknownCertificateIsRefusedAloud() throws Exception {
    Link link = new Link(0, 1);
    session(link, Fingerprint.of("sha-256", new byte[32]), Fingerprint.of("sha-1", new byte[20]));
    try {
      connect(link);
      throw new AssertionError("connected");
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("bad_certificate"), e::getMessage);
    }
    assertEquals("ended FINGERPRINT_MISMATCH", next());
  }

  @Test
  void anyOfTheAnnouncedFingerprintsIsEnough() throws Exception {
    Link link = new Link(0, 1);
    session(link, Fingerprint.of("sha-256", new byte[32]), CLIENT.fingerprint());
    connect(link);
    assertEquals("established AEAD_AES_128_GCM", next());
  }

  @Test
  void aSpoofedHelloAndAlertDoNotSpoilTheHandshake() throws Exception {
    Link link = new Link(0, 1);
    DtlsSession session = session(link, CLIENT.fingerprint());
    byte[] alert = HexFormat.of().parseHex("15fefd000000000000000000020228");
    byte[] huge = HexFormat.of().parseHex("16fefd0000000000000000000e0bffffff00000000000000020303");
    assertEquals(DtlsSession.Receipt.DROPPED, deliver(session, alert));
    assertEquals(DtlsSession.Receipt.DROPPED, deliver(session, huge));
    assertEquals(DtlsSession.Receipt.ACCEPTED, deliver(session, NULL_CIPHER_HELLO));
    connect(link);
    assertEquals("established AEAD_AES_128_GCM", next());
    assertEquals(0, link.plaintextAlerts, "an alert would have ended the client's handshake");
  }

  @Test
  void aHelloThatStaysIncompleteGivesWay() throws Exception {
    Link link = new Link(0, 1);
    DtlsSession session = session(link, CLIENT.fingerprint());
    byte[] fragment =
        HexFormat.of().parseHex("16fefd0000000000000000000e01000100000000000000000203ff");
    assertEquals(DtlsSession.Receipt.ACCEPTED, deliver(session, fragment));
    nowNanos = SECOND;
    onLoop(
        () -> {
          session.onTimeout(nowNanos);
          return null;
        });
    connect(link);
    assertEquals("established AEAD_AES_128_GCM", next());
  }

  @Test
  void halfOpenHandshakesAreCappedAndTimedOut() throws Exception {
    List<DtlsSession> sessions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sessions.add(session(new Link(0, i), CLIENT.fingerprint()));
    }
    byte[] fragment =
        HexFormat.of().parseHex("16fefd0000000000000000000e01000100000000000000000203ff");
    assertEquals(DtlsSession.Receipt.ACCEPTED, deliver(sessions.get(0), fragment));
    assertEquals(DtlsSession.Receipt.ACCEPTED, deliver(sessions.get(1), fragment));
    assertEquals(DtlsSession.Receipt.REFUSED, deliver(sessions.get(2), fragment));
    nowNanos = 15 * SECOND;
    for (DtlsSession session : sessions) {
      onLoop(
          () -> {
            session.onTimeout(nowNanos);
            return null;
          });
      assertEquals("ended TIMEOUT", next());
    }
    assertTrue(shared.handshakes.tryAcquire(2, 10, TimeUnit.SECONDS), "both permits are back");
  }

  @Test
  void closeNotifyAndApplicationDataAreHeard() throws Exception {
    Link link = new Link(0, 1);
    session(link, CLIENT.fingerprint());
    TestDtlsClient client = new TestDtlsClient(CLIENT, SrtpProfile.values());
    var connection = client.connect(link);
    assertEquals("established AEAD_AES_128_GCM", next());
    connection.send(new byte[] {1, 2, 3}, 0, 3);
    assertEquals("data 010203", next());
    connection.close();
    assertEquals("ended CLOSED_BY_PEER", next());
  }

  @Test
  void nothingStartsWithoutAFingerprint() throws Exception {
    DtlsSession session = session(new Link(0, 1));
    assertEquals(DtlsSession.Receipt.DROPPED, deliver(session, NULL_CIPHER_HELLO));
  }

  private DtlsSession.Receipt deliver(DtlsSession session, byte[] datagram) throws Exception {
    return onLoop(() -> session.onDatagram(Unpooled.wrappedBuffer(datagram), nowNanos));
  }

  /** The client's transport, and the server's way back to it. */
  private final class Link extends TestDtlsLink {
    private final Random upward;
    private final Random downward;
    private long sequence;
    private final int lossPercent;
    DtlsSession session = new DtlsSession(shared, loop, this);
    boolean splitHello;
    boolean loseCertificateVerify;
    int splits;
    int plaintextAlerts;

    Link(int lossPercent, long seed) {
      super(DtlsSessionTest.this.events);
      this.lossPercent = lossPercent;
      this.upward = new Random(seed);
      this.downward = new Random(-seed);
    }

    @Override
    public synchronized void send(byte[] source, int offset, int length) {
      byte[] datagram = Arrays.copyOfRange(source, offset, offset + length);
      if (splitHello && DtlsRecords.startsHandshake(Unpooled.wrappedBuffer(datagram))) {
        int body = datagram.length - 25;
        toServer(fragment(datagram, 0, body / 2));
        toServer(fragment(datagram, body / 2, body - body / 2));
        splits++;
      } else if (loseCertificateVerify && datagram[0] == 22 && datagram[13] == 15) {
        loseCertificateVerify = false;
      } else if (upward.nextInt(100) >= lossPercent) {
        toServer(datagram);
      }
    }

    /** Plaintext records are numbered anew, as fragments have numbers of their own. */
    private void toServer(byte[] datagram) {
      if (datagram[3] == 0 && datagram[4] == 0) {
        put(datagram, 5, sequence++, 6);
      }
      loop.execute(() -> session.onDatagram(Unpooled.wrappedBuffer(datagram), nowNanos));
    }

    private static byte[] fragment(byte[] record, int from, int length) {
      byte[] fragment = Arrays.copyOf(record, 25 + length);
      System.arraycopy(record, 25 + from, fragment, 25, length);
      put(fragment, 11, 12 + length, 2);
      put(fragment, 19, from, 3);
      put(fragment, 22, length, 3);
      return fragment;
    }

    private static void put(byte[] target, int offset, long value, int bytes) {
      for (int i = 0; i < bytes; i++) {
        target[offset + i] = (byte) (value >>> 8 * (bytes - 1 - i));
      }
    }

    @Override
    public void sendDtls(byte[] datagram) {
      if (DtlsRecords.isPlaintextAlert(datagram, 0, datagram.length)) {
        plaintextAlerts++;
      }
      if (downward.nextInt(100) >= lossPercent) {
        toClient.add(datagram);
      }
    }

    @Override
    public void onEstablished(@Nullable SrtpParameters parameters) {
      events.add("established " + (parameters == null ? "nothing" : parameters.profile()));
    }

    @Override
    public void onApplicationData(ByteBuf packet, long nowNanos) {
      events.add("data " + ByteBufUtil.hexDump(packet));
    }
  }
}
