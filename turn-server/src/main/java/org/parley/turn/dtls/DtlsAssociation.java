package org.parley.turn.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.RemoteAddress;
import org.parley.turn.link.ClientLink;
import org.parley.turn.link.ServerCertificate;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.Transport;

/**
 * A client over DTLS. During the handshake Bouncy Castle blocks a virtual thread on a queue of
 * datagrams; afterwards it is called on the loop, with one datagram at a time.
 */
final class DtlsAssociation implements ClientLink {
  private static final int QUEUE = 16;
  private static final int SEND_LIMIT = 1_200;
  private static final int RECEIVE_LIMIT = 1_536;
  private static final byte[] END = {};

  /** That there is no further datagram; Bouncy Castle takes it for a wait that was cut short. */
  private static final class NothingCame extends InterruptedIOException {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private static final NothingCame NOTHING_CAME = new NothingCame();

  private sealed interface State {}

  private record Handshaking(BlockingQueue<byte[]> received) implements State {}

  private record Established(DTLSTransport records) implements State {}

  private record Closed() implements State {}

  private final DtlsServer home;
  private final RemoteAddress remote;
  private final FiveTuple client;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
  private final long helloId;
  private volatile boolean transportClosed;
  private volatile boolean onLoop;

  /** Of the loop from here on. */
  private State state = new Handshaking(queue);

  private @Nullable ByteBuf datagram;
  private long heardNanos;

  DtlsAssociation(DtlsServer home, RemoteAddress remote, long helloId, long nowNanos) {
    this.home = home;
    this.remote = remote;
    this.helloId = helloId;
    this.heardNanos = nowNanos;
    this.client =
        new FiveTuple(Transport.DTLS, home.intake.nextSocket(), remote.toInetSocketAddress());
  }

  /** Whether this is from a later handshake than ours. */
  boolean supersededBy(ByteBuf hello) {
    return state instanceof Established && DtlsRecords.helloId(hello) != helloId;
  }

  void start(DTLSRequest request, ServerCertificate certificate) {
    Thread.ofVirtual().name("turn-dtls").start(() -> handshake(request, certificate));
  }

  private void handshake(DTLSRequest request, ServerCertificate certificate) {
    DTLSTransport records = null;
    try {
      int timeoutMillis = (int) home.shared.limits.handshake().toMillis();
      TurnTlsServer server = new TurnTlsServer(home.shared.crypto, certificate, timeoutMillis);
      records = new DTLSServerProtocol().accept(server, new Wire(), request);
    } catch (IOException e) {
      // Whatever ends a handshake early came from outside.
      home.shared.increment(DtlsCounter.FAILED_HANDSHAKES);
    } finally {
      home.shared.halfOpen.release();
      DTLSTransport made = records;
      home.loop.executeUnlessEnded(() -> onHandshakeEnded(made));
    }
  }

  private void onHandshakeEnded(@Nullable DTLSTransport records) {
    if (!(state instanceof Handshaking)) {
      return;
    }
    home.port.wakeUp();
    if (records == null) {
      end();
      return;
    }
    onLoop = true;
    state = new Established(records);
    home.shared.increment(DtlsCounter.ESTABLISHED);
    home.intake.onOpened(this);
    for (byte[] early = queue.poll(); early != null; early = queue.poll()) {
      ByteBuf bytes = Unpooled.wrappedBuffer(early);
      onDatagram(bytes, home.loop.nowNanos());
    }
  }

  void onDatagram(ByteBuf bytes, long nowNanos) {
    heardNanos = nowNanos;
    switch (state) {
      case Handshaking(BlockingQueue<byte[]> received) -> {
        if (!DtlsRecords.admissible(bytes) || !received.offer(ByteBufUtil.getBytes(bytes))) {
          home.shared.increment(DtlsCounter.DROPPED_RECORDS);
        }
      }
      case Established(DTLSTransport records) -> read(records, bytes);
      case Closed _ -> {}
    }
  }

  private void read(DTLSTransport records, ByteBuf bytes) {
    if (!DtlsRecords.admissible(bytes)) {
      home.shared.increment(DtlsCounter.DROPPED_RECORDS);
      return;
    }
    byte[] plain = home.plain;
    datagram = bytes;
    try {
      int length = records.receive(plain, 0, plain.length, 1);
      while (length >= 0) {
        deliver(plain, length);
        length = records.receivePending(plain, 0, plain.length);
      }
    } catch (NothingCame _) {
      // The datagram held no data.
    } catch (IOException e) {
      end();
      return;
    } finally {
      datagram = null;
    }
    if (transportClosed) {
      end();
    }
  }

  private void deliver(byte[] plain, int length) {
    if (length > 0 && state instanceof Established) {
      ByteBuf message = PooledByteBufAllocator.DEFAULT.directBuffer(length);
      message.writeBytes(plain, 0, length);
      home.intake.releaseLater(message);
      home.intake.onPacket(this, message);
    }
  }

  void look(long nowNanos) {
    switch (state) {
      case Handshaking _ -> {
        if (nowNanos - heardNanos > home.shared.limits.handshake().toNanos() * 3 / 2) {
          end();
        }
      }
      case Established _ -> {
        if (nowNanos - heardNanos > home.shared.limits.silence().toNanos()
            && !home.intake.hasAllocation(this)) {
          home.shared.increment(DtlsCounter.CLOSED_SILENT);
          close();
        }
      }
      case Closed _ -> {}
    }
  }

  @Override
  public FiveTuple client() {
    return client;
  }

  RemoteAddress remote() {
    return remote;
  }

  @Override
  public InetAddress local() {
    return home.port.local();
  }

  @Override
  public long high() {
    return remote.high();
  }

  @Override
  public long low() {
    return remote.low();
  }

  @Override
  public int port() {
    return remote.port();
  }

  @Override
  public void sendData(ByteBuf framed) {
    int length = framed.readableBytes();
    byte[] plain = home.outgoing(length);
    framed.getBytes(framed.readerIndex(), plain, 0, length);
    write(plain, length);
  }

  @Override
  public void sendMessage(byte[] message) {
    write(message, message.length);
  }

  private void write(byte[] plain, int length) {
    if (state instanceof Established(DTLSTransport records)) {
      try {
        records.send(plain, 0, length);
      } catch (IOException e) {
        // Bouncy Castle has given the association up.
        transportClosed = true;
      }
    }
  }

  @Override
  public void flush() {
    // The socket sends all that waits at the end of the wake-up.
  }

  /** With close_notify (RFC 5246 §7.2.1). */
  @Override
  public void close() {
    if (state instanceof Established(DTLSTransport records)) {
      try {
        records.close();
      } catch (IOException e) {
        // There is nothing left to close.
      }
    }
    end();
  }

  private void end() {
    State before = state;
    if (before instanceof Closed) {
      return;
    }
    state = new Closed();
    transportClosed = true;
    home.remove(this);
    switch (before) {
      case Handshaking(BlockingQueue<byte[]> received) -> {
        received.clear();
        received.add(END);
      }
      case Established _ -> home.intake.onClosed(this);
      case Closed _ -> {}
    }
  }

  /** What Bouncy Castle takes for the network. */
  private final class Wire implements DatagramTransport {
    @Override
    public int receive(byte[] target, int offset, int length, int waitMillis) throws IOException {
      return onLoop ? take(target, offset, length) : await(target, offset, length, waitMillis);
    }

    private int take(byte[] target, int offset, int length) throws NothingCame {
      ByteBuf bytes = datagram;
      if (bytes == null) {
        throw NOTHING_CAME;
      }
      datagram = null;
      int taken = Math.min(length, bytes.readableBytes());
      bytes.getBytes(bytes.readerIndex(), target, offset, taken);
      return taken;
    }

    private int await(byte[] target, int offset, int length, int waitMillis) throws IOException {
      try {
        byte[] bytes =
            waitMillis == 0 ? queue.take() : queue.poll(waitMillis, TimeUnit.MILLISECONDS);
        if (transportClosed) {
          throw new IOException("closed");
        }
        if (bytes == null) {
          return -1;
        }
        int taken = Math.min(length, bytes.length);
        System.arraycopy(bytes, 0, target, offset, taken);
        return taken;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    /** Bouncy Castle makes an array for each record. */
    @Override
    public void send(byte[] source, int offset, int length) {
      if (onLoop) {
        home.port.send(Unpooled.wrappedBuffer(source, offset, length), remote);
        return;
      }
      ByteBuf copy = Unpooled.copiedBuffer(source, offset, length);
      home.loop.executeUnlessEnded(
          () -> {
            home.port.wakeUp();
            home.port.send(copy, remote);
          });
    }

    /** Bouncy Castle is done with the association. */
    @Override
    public void close() {
      transportClosed = true;
    }

    @Override
    public int getReceiveLimit() {
      return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
      return SEND_LIMIT;
    }
  }
}
