package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** A system that does what a script says, and then takes everything and has nothing. */
@NullMarked
final class ScriptedCalls implements DatagramCalls {
  /** A message as the system sees it; told apart by the first byte. */
  record Message(int port, int first, int length, int segmentSize) {
    static Message single(int port, int first, int length) {
      return new Message(port, first, length, 0);
    }
  }

  private final Deque<Integer> sends = new ArrayDeque<>();
  private final Deque<List<byte[]>> arrivals = new ArrayDeque<>();
  private final Deque<Integer> receiveErrors = new ArrayDeque<>();

  /** What each call was offered. */
  final List<List<Message>> offered = new ArrayList<>();

  /** What was taken, in order. */
  final List<Message> taken = new ArrayList<>();

  int receives;

  /** Results of the next sends: a count, or an error number negated. */
  void script(int... results) {
    for (int result : results) {
      sends.add(result);
    }
  }

  void arrive(List<byte[]> datagrams) {
    arrivals.add(datagrams);
  }

  /** Comes before what arrives. */
  void failReceive(int errno) {
    receiveErrors.add(errno);
  }

  @Override
  public int send(long messages, int count) {
    List<Message> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(read(messages + (long) i * MessageLayout.MESSAGE));
    }
    offered.add(all);
    int result = sends.isEmpty() ? count : sends.remove();
    if (result > 0) {
      taken.addAll(all.subList(0, result));
    }
    return result;
  }

  private static Message read(long address) {
    MemorySegment message = at(address, MessageLayout.MESSAGE);
    MemorySegment vector = at(message.get(JAVA_LONG, MessageLayout.VECTOR), 16);
    int length = (int) vector.get(JAVA_LONG, MessageLayout.VECTOR_BYTES);
    MemorySegment bytes = at(vector.get(JAVA_LONG, MessageLayout.VECTOR_BASE), Math.max(1, length));
    RemoteAddress to = new RemoteAddress();
    SocketAddresses.V4.read(at(message.get(JAVA_LONG, MessageLayout.NAME), 16), 0, to);
    int segmentSize = 0;
    if (message.get(JAVA_LONG, MessageLayout.CONTROL_LENGTH) > 0) {
      MemorySegment control = at(message.get(JAVA_LONG, MessageLayout.CONTROL), 24);
      segmentSize = Short.toUnsignedInt(control.get(JAVA_SHORT, MessageLayout.CONTROL_DATA));
    }
    return new Message(to.port(), bytes.get(JAVA_BYTE, 0), length, segmentSize);
  }

  @Override
  public int receive(long messages, int count) {
    receives++;
    if (!receiveErrors.isEmpty()) {
      return -receiveErrors.remove();
    }
    if (arrivals.isEmpty()) {
      return -Errno.EAGAIN;
    }
    List<byte[]> datagrams = arrivals.remove();
    for (int i = 0; i < datagrams.size(); i++) {
      write(messages + (long) i * MessageLayout.MESSAGE, datagrams.get(i));
    }
    return datagrams.size();
  }

  private static void write(long address, byte[] datagram) {
    MemorySegment message = at(address, MessageLayout.MESSAGE);
    MemorySegment vector = at(message.get(JAVA_LONG, MessageLayout.VECTOR), 16);
    int room = (int) vector.get(JAVA_LONG, MessageLayout.VECTOR_BYTES);
    int length = Math.min(room, datagram.length);
    MemorySegment bytes = at(vector.get(JAVA_LONG, MessageLayout.VECTOR_BASE), room);
    MemorySegment.copy(datagram, 0, bytes, JAVA_BYTE, 0, length);
    message.set(JAVA_INT, MessageLayout.LENGTH, length);
    message.set(
        JAVA_INT, MessageLayout.FLAGS, length < datagram.length ? MessageLayout.MSG_TRUNC : 0);
    SocketAddresses.V4.write(
        at(message.get(JAVA_LONG, MessageLayout.NAME), 16),
        0,
        RemoteAddress.of(new java.net.InetSocketAddress("192.0.2.1", datagram.length)));
  }

  private static MemorySegment at(long address, long length) {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }
}
