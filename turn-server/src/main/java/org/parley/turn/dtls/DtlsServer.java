package org.parley.turn.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSVerifier;
import org.bouncycastle.tls.DatagramSender;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.Cancellable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.udp.RemoteAddress;
import org.parley.turn.link.ClientIntake;
import org.parley.turn.link.ServerCertificate;

/** The DTLS clients of one UDP socket; on its loop. */
public final class DtlsServer implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final long COOKIE_NANOS = 60_000_000_000L;
  private static final int MAX_MESSAGE = 2_048;

  final NetworkLoop loop;
  final ClientIntake intake;
  final DtlsPort port;
  final DtlsShared shared;

  /** What was decrypted last. */
  final byte[] plain = new byte[MAX_MESSAGE];

  private final Map<RemoteAddress, DtlsAssociation> associations = new HashMap<>();
  private final Cancellable watch;
  private byte[] outgoing = new byte[MAX_MESSAGE];
  private DTLSVerifier cookies;
  private DTLSVerifier olderCookies;
  private long cookiesSince;

  public DtlsServer(NetworkLoop loop, ClientIntake intake, DtlsPort port, DtlsShared shared) {
    this.loop = loop;
    this.intake = intake;
    this.port = port;
    this.shared = shared;
    this.cookies = new DTLSVerifier(shared.crypto);
    this.olderCookies = cookies;
    this.cookiesSince = loop.nowNanos();
    this.watch = loop.every(LOOK_EVERY, this::look);
  }

  /** Whether a datagram is for us (RFC 7983 §7): STUN and ChannelData are not. */
  public static boolean isDtls(ByteBuf datagram) {
    return DtlsRecords.is(datagram);
  }

  /**
   * What it brings is handed on at once.
   *
   * @param from is copied
   */
  public void onDatagram(RemoteAddress from, ByteBuf datagram) {
    DtlsAssociation known = associations.get(from);
    boolean hello = DtlsRecords.beginsHandshake(datagram);
    if (known != null && !(hello && known.supersededBy(datagram))) {
      known.onDatagram(datagram, loop.nowNanos());
    } else if (hello && DtlsRecords.admissible(datagram)) {
      onHello(from.copy(), datagram, known);
    } else {
      shared.increment(DtlsCounter.DROPPED_RECORDS);
    }
  }

  private void onHello(RemoteAddress from, ByteBuf hello, @Nullable DtlsAssociation known) {
    ServerCertificate certificate = shared.certificate();
    if (certificate == null) {
      shared.increment(DtlsCounter.DROPPED_RECORDS);
      return;
    }
    DTLSRequest request = verify(from, ByteBufUtil.getBytes(hello));
    if (request == null) {
      return;
    }
    if (!shared.halfOpen.tryAcquire()) {
      shared.increment(DtlsCounter.REFUSED);
      return;
    }
    if (!shared.associations.tryAcquire()) {
      shared.halfOpen.release();
      shared.increment(DtlsCounter.REFUSED);
      return;
    }
    // RFC 6347 §4.2.8: the cookie shows that it is the same client, which has begun anew.
    if (known != null) {
      known.close();
    }
    DtlsAssociation begun =
        new DtlsAssociation(this, from, DtlsRecords.helloId(hello), loop.nowNanos());
    associations.put(from, begun);
    begun.start(request, certificate);
  }

  /** Null if the client has to send the cookie back that it now gets. */
  private @Nullable DTLSRequest verify(RemoteAddress from, byte[] hello) {
    byte[] address =
        ByteBuffer.allocate(18)
            .putLong(from.high())
            .putLong(from.low())
            .putShort((short) from.port())
            .array();
    DTLSRequest request =
        olderCookies.verifyRequest(address, hello, 0, hello.length, new NoAnswer());
    return request != null
        ? request
        : cookies.verifyRequest(address, hello, 0, hello.length, new Answer(from));
  }

  private static final class NoAnswer implements DatagramSender {
    @Override
    public int getSendLimit() {
      return Short.MAX_VALUE;
    }

    @Override
    public void send(byte[] source, int offset, int length) {}
  }

  private final class Answer implements DatagramSender {
    private final RemoteAddress to;

    Answer(RemoteAddress to) {
      this.to = to;
    }

    @Override
    public int getSendLimit() {
      return Short.MAX_VALUE;
    }

    @Override
    public void send(byte[] source, int offset, int length) {
      shared.increment(DtlsCounter.COOKIES_SENT);
      port.send(Unpooled.wrappedBuffer(source, offset, length), to);
    }
  }

  byte[] outgoing(int length) {
    if (outgoing.length < length) {
      outgoing = new byte[length];
    }
    return outgoing;
  }

  void remove(DtlsAssociation association) {
    if (associations.remove(association.remote(), association)) {
      shared.associations.release();
    }
  }

  private void look(long nowNanos) {
    if (nowNanos - cookiesSince > COOKIE_NANOS) {
      cookiesSince = nowNanos;
      olderCookies = cookies;
      cookies = new DTLSVerifier(shared.crypto);
    }
    port.wakeUp();
    new ArrayList<>(associations.values()).forEach(each -> each.look(nowNanos));
  }

  /** On the loop, before the socket closes. */
  @Override
  public void close() {
    watch.cancel();
    port.wakeUp();
    new ArrayList<>(associations.values()).forEach(DtlsAssociation::close);
  }
}
