package org.parley.media.transport.dtls;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;

/**
 * The client's transport, and the server's way back to it; what the session tells is written down.
 */
abstract class TestDtlsLink implements DatagramTransport, DtlsSession.Listener {
  final BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
  final BlockingQueue<String> events;

  TestDtlsLink(BlockingQueue<String> events) {
    this.events = events;
  }

  @Override
  public int receive(byte[] target, int offset, int length, int waitMillis) throws IOException {
    try {
      byte[] datagram =
          waitMillis == 0 ? toClient.take() : toClient.poll(waitMillis, TimeUnit.MILLISECONDS);
      if (datagram == null) {
        return -1;
      }
      System.arraycopy(datagram, 0, target, offset, datagram.length);
      return datagram.length;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public int getReceiveLimit() {
    return 1500;
  }

  @Override
  public int getSendLimit() {
    return 1200;
  }

  @Override
  public void close() {}

  @Override
  public void onHandshakeStarted() {}

  @Override
  public void onDataDropped(DtlsSession.DataFault fault) {
    events.add("dropped " + fault);
  }

  @Override
  public void onDtlsEnded(DtlsSession.Cause cause, String reason) {
    events.add("ended " + cause);
  }
}
