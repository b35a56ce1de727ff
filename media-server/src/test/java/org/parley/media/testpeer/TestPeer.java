package org.parley.media.testpeer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCredentials;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.media.transport.srtp.SrtpResult;
import org.parley.media.transport.srtp.SrtpTransform;

/** The client's side of one peer connection. */
public final class TestPeer implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final IceCredentials server;
  private final TestDtlsClient.Identity identity;
  private final TestDtlsClient dtls;
  private final BlockingQueue<byte[]> stun = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> handshake = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> media = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> data = new LinkedBlockingQueue<>();
  private volatile TestLink link;
  private volatile boolean answersChecks = true;
  private IceCredentials current;
  private IceCredentials currentServer;
  private @Nullable DTLSTransport connection;

  public TestPeer(IceCredentials server, TestLink link) {
    this(server, link, TestDtlsClient.Identity.create(), SrtpProfile.values());
  }

  public TestPeer(
      IceCredentials server,
      TestLink link,
      TestDtlsClient.Identity identity,
      SrtpProfile... profiles) {
    this.server = server;
    this.currentServer = server;
    this.identity = identity;
    this.dtls = new TestDtlsClient(identity, profiles);
    this.current = newCredentials();
    this.link = link;
    read(link);
  }

  /**
   * Where the server tells its credentials only in answer to ours.
   *
   * @param server takes ours, returns the server's
   */
  public static TestPeer of(
      UnaryOperator<IceCredentials> server,
      TestLink link,
      TestDtlsClient.Identity identity,
      SrtpProfile... profiles) {
    IceCredentials own = newCredentials();
    TestPeer peer = new TestPeer(server.apply(own), link, identity, profiles);
    peer.current = own;
    return peer;
  }

  private static IceCredentials newCredentials() {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String text = HexFormat.of().formatHex(random);
    return new IceCredentials(text.substring(0, 8), text);
  }

  /** One record of application data. */
  public void sendData(byte[] content) throws IOException {
    DTLSTransport established = connection;
    if (established == null) {
      throw new IOException("not connected");
    }
    established.send(content, 0, content.length);
  }

  /** Of one record of application data, or null when none arrives in time. */
  public byte @Nullable [] receiveData(Duration timeout) throws IOException {
    return poll(data, timeout);
  }

  private void read(TestLink from) {
    Thread.ofVirtual()
        .name("test-peer")
        .start(
            () -> {
              try {
                while (true) {
                  sort(from.receive());
                }
              } catch (IOException e) {
                // Closed by the test, or by the server; after a move nobody waits for it.
                if (from == link) {
                  handshake.add(new byte[0]);
                  stun.add(new byte[0]);
                }
              }
            });
  }

  /** Unless told otherwise, the server's checks are answered. */
  public void ignoreChecks() {
    answersChecks = false;
  }

  private void sort(byte[] packet) throws IOException {
    int first = packet.length == 0 ? -1 : packet[0] & 0xFF;
    if (StunRequests.isRequest(packet)) {
      if (answersChecks) {
        link.send(StunRequests.success(StunRequests.transactionOf(packet), current.password()));
      }
    } else if (first >= 0 && first <= 3) {
      stun.add(packet);
    } else if (first >= 20 && first <= 63) {
      handshake.add(packet);
    } else if (first >= 128) {
      media.add(packet);
    }
  }

  public IceCredentials credentials() {
    return current;
  }

  public Fingerprint fingerprint() {
    return identity.fingerprint();
  }

  public @Nullable Fingerprint serverFingerprint() {
    return dtls.serverFingerprint();
  }

  /** Begins a new ICE generation; the DTLS connection stays. */
  public IceCredentials restart(IceCredentials newServer) {
    currentServer = newServer;
    current = newCredentials();
    return current;
  }

  /** Goes on from another local address. */
  public void moveTo(TestLink other) throws IOException {
    TestLink old = link;
    link = other;
    read(other);
    old.close();
  }

  public TestLink link() {
    return link;
  }

  /** Sends a check and again every 200 ms until it is answered; false if it never is. */
  public boolean check(boolean useCandidate, Duration timeout) throws IOException {
    return check(
        currentServer.ufrag() + ":" + current.ufrag(),
        currentServer.password(),
        useCandidate,
        timeout);
  }

  public boolean check(
      String username, @Nullable String password, boolean useCandidate, Duration timeout)
      throws IOException {
    byte[] transaction = new byte[12];
    RANDOM.nextBytes(transaction);
    byte[] request = StunRequests.check(transaction, username, password, useCandidate);
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (System.nanoTime() - deadline < 0) {
        link.send(request);
        byte[] answer = stun.poll(200, TimeUnit.MILLISECONDS);
        if (answer != null && StunRequests.isSuccess(answer, transaction)) {
          return true;
        }
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** ICE and DTLS; the server must know our credentials and fingerprint. */
  public void connect() throws IOException {
    if (!check(true, Duration.ofSeconds(5))) {
      throw new IOException("no answer to a check of " + server.ufrag());
    }
    handshake();
  }

  public void handshake() throws IOException {
    DTLSTransport established = dtls.connect(new Datagrams());
    connection = established;
    Thread.ofVirtual().name("test-peer-dtls").start(() -> drain(established));
  }

  /** Reads data and keeps Bouncy Castle answering retransmissions. */
  private void drain(DTLSTransport established) {
    byte[] buffer = new byte[2048];
    try {
      while (true) {
        int length = established.receive(buffer, 0, buffer.length, 0);
        if (length > 0) {
          data.add(Arrays.copyOf(buffer, length));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  public SrtpTransform srtp() {
    return dtls.srtp();
  }

  public void sendRtp(ByteBuf plaintext) throws IOException {
    ByteBuf packet = Unpooled.buffer(plaintext.readableBytes() + 32).writeBytes(plaintext);
    if (!srtp().protectRtp(packet)) {
      throw new IOException("cannot protect");
    }
    byte[] bytes = new byte[packet.readableBytes()];
    packet.readBytes(bytes);
    link.send(bytes);
  }

  /** Decrypted, or null when none arrives in time. */
  public @Nullable ByteBuf receiveRtp(Duration timeout) throws IOException {
    byte[] packet = receiveMedia(timeout);
    if (packet == null) {
      return null;
    }
    ByteBuf plaintext = Unpooled.wrappedBuffer(packet);
    SrtpResult result = srtp().unprotectRtp(plaintext);
    if (result != SrtpResult.OK) {
      throw new IOException("cannot unprotect: " + result);
    }
    return plaintext;
  }

  /** As received, or null when none arrives in time. */
  public byte @Nullable [] receiveMedia(Duration timeout) throws IOException {
    return poll(media, timeout);
  }

  private static byte @Nullable [] poll(BlockingQueue<byte[]> packets, Duration timeout)
      throws IOException {
    try {
      return packets.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Sends close_notify. */
  public void closeDtls() throws IOException {
    DTLSTransport established = connection;
    if (established != null) {
      established.close();
    }
  }

  /** Goes away without a word. */
  @Override
  public void close() throws IOException {
    link.close();
  }

  private final class Datagrams implements DatagramTransport {
    @Override
    public int getReceiveLimit() {
      return 1500;
    }

    @Override
    public int receive(byte[] target, int offset, int length, int waitMillis) throws IOException {
      try {
        byte[] packet =
            waitMillis == 0 ? handshake.take() : handshake.poll(waitMillis, TimeUnit.MILLISECONDS);
        if (packet == null) {
          return -1;
        }
        if (packet.length == 0) {
          throw new IOException("link closed");
        }
        System.arraycopy(packet, 0, target, offset, packet.length);
        return packet.length;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public int getSendLimit() {
      return 1200;
    }

    @Override
    public void send(byte[] source, int offset, int length) throws IOException {
      byte[] packet = new byte[length];
      System.arraycopy(source, offset, packet, 0, length);
      link.send(packet);
    }

    @Override
    public void close() {}
  }
}
