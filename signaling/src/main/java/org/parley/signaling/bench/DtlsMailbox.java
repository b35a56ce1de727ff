package org.parley.signaling.bench;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * Carries DTLS records between the event loop, which receives them, and the virtual thread of the
 * handshake. What does not fit is lost, as on the network.
 */
final class DtlsMailbox implements DatagramTransport {
  private static final int RECEIVE_LIMIT = 1_500;
  private static final int SEND_LIMIT = 1_200;
  private static final int CAPACITY = 32;

  private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(CAPACITY);
  private final Consumer<byte[]> sender;

  DtlsMailbox(Consumer<byte[]> sender) {
    this.sender = sender;
  }

  /** Called on the event loop; false when the mailbox is full. */
  boolean offer(byte[] datagram) {
    return received.offer(datagram);
  }

  /** What came after the handshake; null if there is nothing. */
  byte @Nullable [] poll() {
    return received.poll();
  }

  @Override
  public int getReceiveLimit() {
    return RECEIVE_LIMIT;
  }

  @Override
  public int getSendLimit() {
    return SEND_LIMIT;
  }

  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
    try {
      byte[] datagram = received.poll(waitMillis, TimeUnit.MILLISECONDS);
      if (datagram == null) {
        return -1;
      }
      int copied = Math.min(length, datagram.length);
      System.arraycopy(datagram, 0, buffer, offset, copied);
      return copied;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the server's DTLS", e);
    }
  }

  @Override
  public void send(byte[] buffer, int offset, int length) {
    byte[] copy = new byte[length];
    System.arraycopy(buffer, offset, copy, 0, length);
    sender.accept(copy);
  }

  @Override
  public void close() {
    received.clear();
  }
}
