package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** One loop's side of a local address. On that loop's thread, but for local() and close(). */
public interface UdpPort extends AutoCloseable {
  /** What is received is at most this long; longer datagrams are dropped and counted. */
  int MAX_DATAGRAM = 1536;

  InetSocketAddress local();

  /**
   * Queues bytes of {@code buffer}, whatever its indices: one datagram, or, if {@code segmentSize}
   * is less than {@code length}, several of {@code segmentSize} with a last one that may be
   * shorter. The bytes must stay as they are until {@link #flush} has returned.
   *
   * @param droppable whether to lose it when the socket is full, rather than to send it later
   */
  void send(
      ByteBuf buffer, int offset, int length, int segmentSize, RemoteAddress to, boolean droppable);

  /**
   * Sends what is queued. What the socket does not take is dropped and counted if droppable, else
   * kept in a small backlog and sent when the socket takes it.
   */
  void flush();

  /** Whether the socket was full and has not become writable since. */
  boolean congested();

  long receivedDatagrams();

  /** Received, longer than {@link #MAX_DATAGRAM}, and dropped. */
  long truncatedDatagrams();

  long sentDatagrams();

  /** Lost to a full socket or backlog. */
  long droppedDatagrams();

  /** Refused by the system for good: no route, too long. */
  long failedDatagrams();

  /** Calls that sent or received; 0 where that is not known. */
  long systemCalls();

  /** From any thread; waits, unless the port closes itself in a call of its receiver. */
  @Override
  void close();
}
