package org.parley.signaling.bench.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.parley.signaling.bench.turn.socket.Inbox;
import org.parley.signaling.bench.turn.socket.Poller;
import org.parley.signaling.bench.turn.socket.Socket;

/** TLS, without a look at the certificate: the server under test may have any. */
final class TlsLink implements Link {
  private static final SSLContext CONTEXT = context();

  private final Poller poller;
  private final Socket socket;
  private final Outflow outflow;
  private final Deframer deframer = new Deframer();
  private final Deframer.Frames frames;
  private final SSLEngine engine = CONTEXT.createSSLEngine();
  private final ByteBuf received = Unpooled.directBuffer(1 << 15);
  private final ByteBuf opened;
  private final ByteBuf sealed;
  private final List<ByteBuf> waiting = new ArrayList<>();
  private boolean established;

  TlsLink(Poller poller, InetSocketAddress server, Deframer.Frames frames) throws IOException {
    this.poller = poller;
    this.frames = frames;
    engine.setUseClientMode(true);
    opened = Unpooled.directBuffer(engine.getSession().getApplicationBufferSize());
    sealed = Unpooled.directBuffer(engine.getSession().getPacketBufferSize());
    socket = poller.stream(server, this::read);
    outflow = new Outflow(socket);
    engine.beginHandshake();
    handshake(0);
  }

  @Override
  public Socket socket() {
    return socket;
  }

  @Override
  public void release() {
    deframer.release();
    outflow.release();
    received.release();
    opened.release();
    sealed.release();
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }

  @Override
  public boolean send(ByteBuf bytes) {
    if (!established) {
      waiting.add(Unpooled.copiedBuffer(bytes));
      return true;
    }
    if (!outflow.hasRoom()) {
      return false;
    }
    try {
      wrap(bytes.nioBuffer());
      return true;
    } catch (SSLException e) {
      poller.close(socket);
      return false;
    }
  }

  private SSLEngineResult wrap(ByteBuffer bytes) throws SSLException {
    sealed.clear();
    SSLEngineResult result = engine.wrap(bytes, sealed.internalNioBuffer(0, sealed.capacity()));
    sealed.writerIndex(result.bytesProduced());
    if (sealed.isReadable()) {
      outflow.sendAll(sealed);
    }
    return result;
  }

  private void read(Inbox inbox, int count) {
    if (count == 0) {
      poller.close(socket);
      return;
    }
    for (int i = 0; i < count && socket.isOpen(); i++) {
      received.writeBytes(inbox.content(i));
      handshake(inbox.arrivedNanos(i));
    }
  }

  private void handshake(long arrivedNanos) {
    try {
      while (advance(arrivedNanos)) {}
    } catch (SSLException e) {
      poller.close(socket);
    }
  }

  /** Whether there may be more to do without more input. */
  private boolean advance(long arrivedNanos) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
        return true;
      }
      case NEED_WRAP -> {
        SSLEngineResult result = wrap(ByteBuffer.allocate(0));
        finish(result);
        return result.getStatus() == SSLEngineResult.Status.OK;
      }
      default -> {
        return unwrap(arrivedNanos);
      }
    }
  }

  private boolean unwrap(long arrivedNanos) throws SSLException {
    if (!received.isReadable()) {
      return false;
    }
    opened.clear();
    SSLEngineResult result =
        engine.unwrap(received.nioBuffer(), opened.internalNioBuffer(0, opened.capacity()));
    received.skipBytes(result.bytesConsumed());
    received.discardSomeReadBytes();
    if (result.bytesProduced() > 0) {
      opened.writerIndex(result.bytesProduced());
      deframer.add(opened, arrivedNanos, frames);
    }
    finish(result);
    return result.getStatus() == SSLEngineResult.Status.OK;
  }

  private void finish(SSLEngineResult result) {
    if (result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.FINISHED) {
      established = true;
      List<ByteBuf> held = List.copyOf(waiting);
      waiting.clear();
      for (ByteBuf message : held) {
        send(message);
        message.release();
      }
    }
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** Trusts everybody. */
  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
