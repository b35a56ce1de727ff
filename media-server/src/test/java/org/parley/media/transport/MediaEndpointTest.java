package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.testpeer.PausableLink;
import org.parley.media.testpeer.TestDtlsClient;
import org.parley.media.testpeer.TestLink;
import org.parley.media.testpeer.TestPeer;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.CryptoUnavailableException;
import org.parley.media.transport.srtp.RecordCipher;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.net.loop.NetworkLoops;

/** Over real sockets of the loopback interface. */
@NullMarked
@Timeout(60)
class MediaEndpointTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private NetworkLoops loops = NetworkLoops.start("media-loop", 2);
  private MediaEndpoint endpoint = start(config());
  private final RecordingListener listener = new RecordingListener();

  private static TransportConfig config() {
    return TransportConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private MediaEndpoint start(TransportConfig config) {
    try {
      return MediaEndpoint.start(config, loops);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void restartWith(NetworkLoops.Kind kind, TransportConfig config) {
    stop();
    loops = NetworkLoops.start("media-loop", 2, kind);
    endpoint = start(config);
  }

  @AfterEach
  void stop() {
    endpoint.close();
    loops.close();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());
  }

  private PeerTransport open() {
    PeerTransport transport = endpoint.open(loops.leastLoaded(List.of()), listener);
    listener.echoTo(transport);
    return transport;
  }

  private TestPeer udpPeer(PeerTransport transport) throws IOException {
    return Echoes.peer(transport, TestLink.udp(address()), SrtpProfile.values());
  }

  /**
   * Packets of different senders come in on different loops: one may be read after the other's
   * echo.
   */
  private void awaitCount(long expected, TransportCounter counter) throws InterruptedException {
    for (int i = 0; i < 20_000 && endpoint.counters().value(counter) < expected; i++) {
      for (var loop : loops.loops()) {
        loop.eventLoop().submit(() -> {}).await();
      }
    }
    assertEquals(expected, endpoint.counters().value(counter));
  }

  private void assertTablesEmpty() throws InterruptedException {
    for (int i = 0; i < 100 && endpoint.tableEntries() > 0; i++) {
      Thread.onSpinWait();
      loops.loops().getFirst().eventLoop().submit(() -> {}).await();
      loops.loops().getLast().eventLoop().submit(() -> {}).await();
    }
    assertEquals(0, endpoint.tableEntries());
  }

  @ParameterizedTest
  @CsvSource({
    "EPOLL, UDP, AEAD_AES_128_GCM",
    "EPOLL, UDP, AEAD_AES_256_GCM",
    "EPOLL, UDP, AES128_CM_HMAC_SHA1_80",
    "EPOLL, TCP, AEAD_AES_128_GCM",
    "NIO, UDP, AEAD_AES_128_GCM",
    "NIO, TCP, AES128_CM_HMAC_SHA1_80"
  })
  void connectsAndCarriesMediaBothWays(NetworkLoops.Kind kind, String path, SrtpProfile profile)
      throws Exception {
    restartWith(kind, config());
    PeerTransport transport = open();
    TestLink link = path.equals("UDP") ? TestLink.udp(address()) : TestLink.tcp(address());
    try (TestPeer peer = Echoes.peer(transport, link, profile)) {
      peer.connect();
      assertEquals("connected " + path, listener.next());
      assertEquals(endpoint.fingerprint(), peer.serverFingerprint());
      for (int i = 1; i <= 20; i++) {
        Echoes.assertEchoed(peer, i);
      }
      transport.close();
      assertTablesEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"EPOLL, UDP", "EPOLL, TCP", "NIO, UDP", "NIO, TCP"})
  void carriesDataBothWays(NetworkLoops.Kind kind, String path) throws Exception {
    restartWith(kind, config());
    PeerTransport transport = open();
    TestLink link = path.equals("UDP") ? TestLink.udp(address()) : TestLink.tcp(address());
    try (TestPeer peer = Echoes.peer(transport, link, SrtpProfile.AEAD_AES_128_GCM)) {
      peer.connect();
      for (int length : new int[] {1, 12, 150, 1188}) {
        byte[] packet = new byte[length];
        packet[0] = (byte) length;
        peer.sendData(packet);
        assertArrayEquals(packet, peer.receiveData(Duration.ofSeconds(5)));
      }
      assertEquals(4, endpoint.counters().value(TransportCounter.APPLICATION_DATA_RECEIVED));
      assertEquals(4, endpoint.counters().value(TransportCounter.APPLICATION_DATA_SENT));
      Echoes.assertEchoed(peer, 1);
      peer.closeDtls();
      assertEquals("connected " + path, listener.next());
      assertEquals("failed closed by peer", listener.next());
    }
  }

  @Test
  void aPeerWithoutSrtpHasDataAlone() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = Echoes.peer(transport, TestLink.udp(address()))) {
      peer.connect();
      assertEquals("connected UDP", listener.next());
      byte[] media = new byte[40];
      media[0] = (byte) 0x80;
      peer.link().send(media);
      peer.sendData(new byte[] {3, 4});
      assertArrayEquals(new byte[] {3, 4}, peer.receiveData(Duration.ofSeconds(5)));
      assertEquals(1, endpoint.counters().value(TransportCounter.DROPPED_EARLY_MEDIA));
    }
  }

  /** Then they leave as one segmented message. */
  @Test
  void recordsToOnePeerFollowEachOtherWithoutAGap() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = udpPeer(transport)) {
      peer.connect();
      assertEquals("connected UDP", listener.next());
      transport.owner().eventLoop().submit(() -> assertRunOfRecords(transport)).get();
      for (int i = 0; i < 10; i++) {
        assertArrayEquals(new byte[] {(byte) i, 1, 2, 3}, peer.receiveData(Duration.ofSeconds(5)));
      }
      assertEquals(10, endpoint.counters().value(TransportCounter.APPLICATION_DATA_SENT));
    }
  }

  private static void assertRunOfRecords(PeerTransport transport) {
    int end = transport.begin(4).writerIndex();
    for (int i = 0; i < 10; i++) {
      ByteBuf buffer = transport.begin(4);
      assertEquals(end, buffer.writerIndex());
      buffer.writeByte(i).writeByte(1).writeShort(0x203);
      assertEquals(4 + RecordCipher.OVERHEAD, transport.sendData(end));
      end += 4 + RecordCipher.OVERHEAD;
    }
  }

  @Test
  void dataIsNotSentBeforeThereIsAConnection() throws Exception {
    PeerTransport transport = open();
    int sent =
        transport
            .owner()
            .eventLoop()
            .submit(
                () -> {
                  ByteBuf buffer = transport.begin(4);
                  int start = buffer.writerIndex();
                  int length = transport.sendData(buffer.writeInt(1).writerIndex() - 4);
                  assertEquals(start, buffer.writerIndex());
                  return length;
                })
            .get();
    assertEquals(0, sent);
    assertEquals(1, endpoint.counters().value(TransportCounter.DROPPED_NOT_CONNECTED));
  }

  @Test
  void aFullConnectionTakesNoMoreData() throws Exception {
    PeerTransport transport = open();
    PausableLink link = new PausableLink(TestLink.tcp(address()));
    try (TestPeer peer = Echoes.peer(transport, link, SrtpProfile.AEAD_AES_128_GCM)) {
      peer.connect();
      assertEquals("connected TCP", listener.next());
      link.pause();
      int sent = transport.owner().eventLoop().submit(() -> sendUntilFull(transport)).get();
      assertTrue(sent >= TcpRoute.FULL / 1100 && sent < 1000, "records: " + sent);
      assertEquals(1, endpoint.counters().value(TransportCounter.DROPPED_BACK_PRESSURE));
      link.resume();
      for (int i = 0; i < sent; i++) {
        assertNotNull(peer.receiveData(Duration.ofSeconds(5)), "record " + i);
      }
      peer.sendData(new byte[] {9});
      assertArrayEquals(new byte[] {9}, peer.receiveData(Duration.ofSeconds(5)));
    }
  }

  private static int sendUntilFull(PeerTransport transport) {
    for (int sent = 0; sent < 1000; sent++) {
      ByteBuf buffer = transport.begin(1000);
      int start = buffer.writerIndex();
      buffer.writeZero(1000);
      if (transport.sendData(start) == 0) {
        assertEquals(Fullness.FULL, transport.fullness());
        return sent;
      }
    }
    return 1000;
  }

  @Test
  void replayedAndForgedDataIsCounted() throws Exception {
    PeerTransport transport = open();
    RecordingLink link = new RecordingLink(TestLink.udp(address()));
    try (TestPeer peer = Echoes.peer(transport, link, SrtpProfile.AEAD_AES_128_GCM)) {
      peer.connect();
      peer.sendData(new byte[] {1});
      assertArrayEquals(new byte[] {1}, peer.receiveData(Duration.ofSeconds(5)));
      byte[] record = link.last();
      byte[] forged = record.clone();
      forged[10]++;
      byte[] foreign = record.clone();
      foreign[4] = 2;
      for (int i = 0; i < 20; i++) {
        link.send(record);
        link.send(forged);
        link.send(foreign);
      }
      peer.sendData(new byte[] {2});
      assertArrayEquals(new byte[] {2}, peer.receiveData(Duration.ofSeconds(5)));
      assertEquals(20, endpoint.counters().value(TransportCounter.DROPPED_REPLAYED));
      assertEquals(20, endpoint.counters().value(TransportCounter.DROPPED_AUTHENTICATION));
      assertEquals(20, endpoint.counters().value(TransportCounter.DROPPED_DTLS));
      assertEquals(2, endpoint.counters().value(TransportCounter.APPLICATION_DATA_RECEIVED));
    }
  }

  /** Remembers what was sent last. */
  private static final class RecordingLink implements TestLink {
    private final TestLink link;
    private volatile byte[] last = {};

    RecordingLink(TestLink link) {
      this.link = link;
    }

    byte[] last() {
      return last;
    }

    @Override
    public void send(byte[] packet) throws IOException {
      last = packet;
      link.send(packet);
    }

    @Override
    public byte[] receive() throws IOException {
      return link.receive();
    }

    @Override
    public void close() throws IOException {
      link.close();
    }
  }

  @Test
  void takesTheCheapestProfileWhateverTheClientPrefers() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer =
        Echoes.peer(
            transport,
            TestLink.udp(address()),
            SrtpProfile.AES128_CM_HMAC_SHA1_80,
            SrtpProfile.AEAD_AES_256_GCM,
            SrtpProfile.AEAD_AES_128_GCM)) {
      peer.connect();
      assertEquals(SrtpProfile.AEAD_AES_128_GCM, peer.srtp().profile());
    }
  }

  @Test
  void refusesAnotherCertificateThanTheAnnouncedOne() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = new TestPeer(transport.localCredentials(), TestLink.udp(address()))) {
      transport.setRemote(
          peer.credentials(), List.of(TestDtlsClient.Identity.create().fingerprint()));
      assertThrows(IOException.class, peer::connect);
      assertEquals(
          "failed the peer's DTLS certificate is not the one that it announced", listener.next());
      assertEquals(1, endpoint.counters().value(TransportCounter.FINGERPRINT_MISMATCHES));
      assertTablesEmpty();
    }
  }

  @Test
  void foreignChecksGetNoAnswerAndChangeNothing() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = udpPeer(transport);
        TestPeer stranger = new TestPeer(transport.localCredentials(), TestLink.udp(address()))) {
      peer.connect();
      assertEquals("connected UDP", listener.next());
      int entries = endpoint.tableEntries();
      IceCredentials ours = transport.localCredentials();
      String username = ours.ufrag() + ":" + peer.credentials().ufrag();
      Duration wait = Duration.ofMillis(300);

      // Without integrity, with a wrong one, for a wrong peer, for nobody.
      assertEquals(false, stranger.check(username, null, true, wait));
      assertEquals(false, stranger.check(username, "guessed", true, wait));
      assertEquals(false, stranger.check(ours.ufrag() + ":evil", ours.password(), true, wait));
      assertEquals(false, stranger.check("nobody:evil", ours.password(), true, wait));

      assertEquals(entries, endpoint.tableEntries());
      assertTrue(endpoint.counters().value(TransportCounter.DROPPED_WRONG_INTEGRITY) >= 2);
      assertTrue(endpoint.counters().value(TransportCounter.DROPPED_UNKNOWN_UFRAG) >= 2);
      Echoes.assertEchoed(peer, 1);
    }
  }

  @Test
  void handshakesAndMediaFromUnvalidatedAddressesAreDropped() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = udpPeer(transport);
        TestLink stranger = TestLink.udp(address())) {
      peer.connect();
      assertEquals("connected UDP", listener.next());
      stranger.send(new byte[] {22, (byte) 0xFE, (byte) 0xFD, 0, 0});
      byte[] media = new byte[40];
      media[0] = (byte) 0x80;
      stranger.send(media);
      stranger.send(new byte[] {70, 1, 2});
      Echoes.assertEchoed(peer, 1);
      awaitCount(2, TransportCounter.DROPPED_UNKNOWN_ADDRESS);
      awaitCount(1, TransportCounter.DROPPED_UNKNOWN_KIND);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTooLongIsCounted(NetworkLoops.Kind kind) throws Exception {
    restartWith(kind, config());
    try (TestLink stranger = TestLink.udp(address())) {
      stranger.send(new byte[1600]);
      stranger.send(new byte[1600]);
      long deadline = System.nanoTime() + SECOND.toNanos() * 10;
      while (System.nanoTime() - deadline < 0
          && endpoint.counters().value(TransportCounter.DROPPED_TOO_LONG) < 2) {
        loops.loops().getFirst().eventLoop().submit(() -> {}).await();
      }
      assertEquals(2, endpoint.counters().value(TransportCounter.DROPPED_TOO_LONG));
    }
  }

  @Test
  void replayedPacketsAreDropped() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = udpPeer(transport)) {
      peer.connect();
      // Before that, not all of them would be kept.
      assertEquals("connected UDP", listener.next());
      ByteBuf packet = Unpooled.buffer(100).writeBytes(Echoes.rtp(1));
      assertTrue(peer.srtp().protectRtp(packet));
      byte[] bytes = new byte[packet.readableBytes()];
      packet.readBytes(bytes);
      for (int i = 0; i < 50; i++) {
        peer.link().send(bytes);
      }
      assertNotNull(peer.receiveRtp(SECOND));
      Echoes.assertEchoed(peer, 2);
      assertEquals(49, endpoint.counters().value(TransportCounter.DROPPED_REPLAYED));
    }
  }

  @Test
  void followsANewAddress() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = udpPeer(transport)) {
      peer.connect();
      Echoes.assertEchoed(peer, 1);
      peer.moveTo(TestLink.udp(address()));
      assertTrue(peer.check(true, SECOND));
      Echoes.assertEchoed(peer, 2);
      peer.moveTo(TestLink.tcp(address()));
      assertTrue(peer.check(true, SECOND));
      Echoes.assertEchoed(peer, 3);
      assertEquals("connected UDP", listener.next());
      assertEquals("path TCP", listener.next());
    }
  }

  @Test
  void mediaDoesNotTeachAnAddress() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = udpPeer(transport)) {
      peer.connect();
      Echoes.assertEchoed(peer, 1);
      peer.moveTo(TestLink.udp(address()));
      peer.sendRtp(Echoes.rtp(2));
      assertNull(peer.receiveRtp(Duration.ofMillis(300)));
    }
  }

  @Test
  void restartsIceAndKeepsDtls() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = udpPeer(transport)) {
      peer.connect();
      Echoes.assertEchoed(peer, 1);
      IceCredentials before = transport.localCredentials();
      IceCredentials fresh = transport.restartIce();
      assertTrue(peer.check(true, SECOND), "the old generation still answers");
      IceCredentials remote = peer.restart(fresh);
      transport.setRemote(remote, List.of(peer.fingerprint()));
      transport.owner().eventLoop().submit(() -> {}).syncUninterruptibly();
      peer.moveTo(TestLink.udp(address()));
      assertTrue(peer.check(false, SECOND));
      Echoes.assertEchoed(peer, 2);
      assertTrue(!before.equals(fresh));
      assertEquals("connected UDP", listener.next());
      assertEquals(1, endpoint.counters().value(TransportCounter.HANDSHAKES_COMPLETED));
      transport.close();
      assertTablesEmpty();
    }
  }

  @Test
  void reportsAPeerThatVanished() throws Exception {
    restartWith(
        NetworkLoops.Kind.NIO,
        config()
            .withTimeouts(
                new TransportConfig.Timeouts(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5))));
    PeerTransport transport = open();
    TestPeer peer = udpPeer(transport);
    peer.connect();
    assertEquals("connected UDP", listener.next());
    peer.close();
    assertEquals("disconnected", listener.next());
    assertEquals("failed no consent for 2 s", listener.next());
    assertTablesEmpty();
  }

  @Test
  void closeNotifyEndsTheTransport() throws Exception {
    PeerTransport transport = open();
    try (TestPeer peer = udpPeer(transport)) {
      peer.connect();
      assertEquals("connected UDP", listener.next());
      peer.closeDtls();
      assertEquals("failed closed by peer", listener.next());
      assertTablesEmpty();
    }
  }

  @Test
  void manyOpenAndCloseLeaveNothing() throws Exception {
    int virtualBefore = Thread.activeCount();
    for (int i = 0; i < 200; i++) {
      PeerTransport transport = endpoint.open(loops.leastLoaded(List.of()), listener);
      try (TestPeer peer = udpPeer(transport)) {
        if (i % 4 == 0) {
          peer.connect();
        } else {
          assertTrue(peer.check(true, SECOND));
        }
      }
      transport.close();
    }
    assertTablesEmpty();
    assertTrue(Thread.activeCount() <= virtualBefore + 3, "threads: " + Thread.activeCount());
  }

  @ParameterizedTest
  @EnumSource
  void everyProviderProtectsAndIsFreed(CryptoProvider.Kind kind) throws Exception {
    CryptoProvider provider = provider(kind);
    stop();
    loops = NetworkLoops.start("media-loop", 2);
    endpoint = start(config().withCrypto(provider));
    for (SrtpProfile profile : SrtpProfile.values()) {
      for (boolean closedByPeer : new boolean[] {true, false}) {
        PeerTransport transport = open();
        try (TestPeer peer = Echoes.peer(transport, TestLink.udp(address()), profile)) {
          peer.connect();
          assertEquals("connected UDP", listener.next());
          Echoes.assertEchoed(peer, 7);
          peer.sendData(new byte[] {7, 8});
          assertArrayEquals(new byte[] {7, 8}, peer.receiveData(Duration.ofSeconds(5)));
          if (closedByPeer) {
            peer.closeDtls();
            assertEquals("failed closed by peer", listener.next());
          } else {
            transport.close();
          }
        }
        transport.owner().eventLoop().submit(() -> {}).syncUninterruptibly();
        assertEquals(0, provider.openContexts());
      }
    }
  }

  private static CryptoProvider provider(CryptoProvider.Kind kind) {
    try {
      return CryptoProvider.open(kind);
    } catch (CryptoUnavailableException e) {
      return Assumptions.abort(kind.key() + " is not on this machine: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "::1"})
  void theWildcardCoversEveryAddressOfBothFamilies(String literal) throws Exception {
    InetAddress reachedBy = InetAddress.ofLiteral(literal);
    assumeTrue(NetworkInterface.getByInetAddress(reachedBy) != null, "no " + literal + " here");
    restartWith(
        NetworkLoops.Kind.NIO,
        TransportConfig.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0)));
    IceCandidate best = endpoint.candidates(reachedBy).getFirst();
    assertEquals(new InetSocketAddress(reachedBy, endpoint.port()), best.address());
    PeerTransport transport = open();
    try (TestPeer peer =
        Echoes.peer(transport, TestLink.udp(best.address()), SrtpProfile.values())) {
      peer.connect();
      Echoes.assertEchoed(peer, 1);
    }
  }

  @Test
  void withoutIpv6TheWildcardIsIpv4Alone() {
    restartWith(
        NetworkLoops.Kind.NIO,
        TransportConfig.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0))
            .withIpv6(false));
    for (IceCandidate candidate : endpoint.candidates(InetAddress.ofLiteral("::1"))) {
      assertInstanceOf(Inet4Address.class, candidate.address().getAddress());
    }
  }

  @Test
  void saysWhichSettingIsWrongWhenThePortIsTaken() {
    TransportConfig taken = TransportConfig.of(address());
    IOException e =
        assertThrows(IOException.class, () -> MediaEndpoint.start(taken, loops).close());
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("media.listen: cannot use port"), e::getMessage);
  }
}
