package org.parley.net.udp;

import java.lang.foreign.Arena;

/** What a port sends: queued messages, what becomes of those that fail, and of a full socket. */
final class Transmitter {
  /** Messages that wait for one call. */
  static final int QUEUE = 256;

  /** Room behind the queue for the datagrams of a refused message, or for the backlog. */
  private static final int SPARE = Segmentation.MAX_SEGMENTS;

  /** ICMP may tell of several earlier datagrams before one is tried. */
  private static final int MAX_RETRIES = 4;

  /** Who hears of what happens. */
  interface Listener {
    void onSendError(int errno);

    /**
     * Calls {@link #onWritable} when it is worth trying again.
     *
     * @param errno why the socket took no more
     */
    void awaitWritable(int errno);

    void onWritable();
  }

  private final DatagramCalls calls;
  private final SocketAddresses addresses;
  private final Segmentation segmentation;
  private final Listener listener;
  private final SendVector vector;
  private final Backlog backlog;
  private final RemoteAddress address = new RemoteAddress();
  private int queued;
  private boolean congested;
  private long sent;
  private long dropped;
  private long failed;
  private long systemCalls;

  Transmitter(
      DatagramCalls calls,
      SocketAddresses addresses,
      Segmentation segmentation,
      Arena arena,
      Listener listener) {
    this.calls = calls;
    this.addresses = addresses;
    this.segmentation = segmentation;
    this.listener = listener;
    vector = new SendVector(arena, addresses, QUEUE + SPARE);
    backlog = new Backlog(arena);
  }

  /**
   * @param bytes their address in native memory
   */
  void send(long bytes, int length, int segmentSize, RemoteAddress to, boolean droppable) {
    int size = segmentSize > 0 && segmentSize < length ? segmentSize : length;
    if (congested && droppable) {
      dropped += count(length, size);
      return;
    }
    if (!addresses.takes(to)) {
      failed += count(length, size);
      listener.onSendError(Errno.EAFNOSUPPORT);
      return;
    }
    int segments =
        segmentation.on()
            ? Math.max(
                1, Math.min(Segmentation.MAX_SEGMENTS, Segmentation.MAX_BYTES / Math.max(1, size)))
            : 1;
    int most = size * segments;
    int offset = 0;
    do {
      if (queued == QUEUE) {
        flush();
      }
      int part = Math.min(most, length - offset);
      vector.set(queued++, bytes + offset, part, size, to, droppable);
      offset += part;
    } while (offset < length);
  }

  private static int count(int length, int size) {
    return size == 0 ? 1 : (length + size - 1) / size;
  }

  void flush() {
    int count = queued;
    if (count == 0) {
      return;
    }
    queued = 0;
    int rest = congested ? 0 : transmit(0, count);
    putOff(rest, count);
  }

  /**
   * Sends messages until the socket is full.
   *
   * @return the first that was neither taken nor refused for good
   */
  private int transmit(int from, int to) {
    int next = from;
    int retries = 0;
    while (next < to && !congested) {
      int result = calls.send(vector.address(next), to - next);
      systemCalls++;
      int errno = -result;
      if (result > 0) {
        taken(next, next + result);
        next += result;
        retries = 0;
      } else if (result == 0 || Errno.isFull(errno)) {
        congested = true;
        listener.awaitWritable(result == 0 ? Errno.EAGAIN : errno);
      } else if (Errno.isOfEarlier(errno) && retries < MAX_RETRIES) {
        retries++;
        listener.onSendError(errno);
      } else if (errno != Errno.EINTR) {
        refused(next, errno);
        next++;
        retries = 0;
      }
    }
    return next;
  }

  private void taken(int from, int to) {
    for (int i = from; i < to; i++) {
      int datagrams = vector.datagrams(i);
      sent += datagrams;
      if (datagrams > 1) {
        segmentation.worked();
      }
    }
  }

  private void refused(int index, int errno) {
    if (vector.segmented(index) && Segmentation.isRefusal(errno)) {
      segmentation.refused(errno);
      sendApart(index);
    } else {
      failed += vector.datagrams(index);
      listener.onSendError(errno);
    }
  }

  /** Sends the datagrams of a message one by one. */
  private void sendApart(int index) {
    int end = QUEUE + vector.datagrams(index);
    for (int i = QUEUE; i < end; i++) {
      vector.setSegment(i, index, i - QUEUE);
    }
    putOff(transmit(QUEUE, end), end);
  }

  /** The socket is full: video is lost, the rest waits as far as there is room. */
  private void putOff(int from, int to) {
    for (int i = from; i < to; i++) {
      if (vector.droppable(i)) {
        dropped += vector.datagrams(i);
      } else {
        keep(i);
      }
    }
  }

  private void keep(int index) {
    vector.readAddress(index, address);
    long bytes = vector.bytes(index);
    int length = vector.length(index);
    int size = vector.segmentSize(index);
    int offset = 0;
    do {
      int part = Math.min(size, length - offset);
      if (!backlog.add(bytes + offset, part, address)) {
        dropped++;
      }
      offset += part;
    } while (offset < length);
  }

  /** The socket may take more: first what waits. */
  void onWritable() {
    if (!congested) {
      return;
    }
    congested = false;
    while (backlog.size() > 0 && !congested) {
      int count = Math.min(SPARE, backlog.size());
      for (int i = 0; i < count; i++) {
        backlog.write(i, vector, QUEUE + i);
      }
      backlog.removeFirst(transmit(QUEUE, QUEUE + count) - QUEUE);
    }
    if (!congested) {
      listener.onWritable();
    }
  }

  boolean congested() {
    return congested;
  }

  int waiting() {
    return backlog.size();
  }

  long sent() {
    return sent;
  }

  long dropped() {
    return dropped;
  }

  long failed() {
    return failed;
  }

  long systemCalls() {
    return systemCalls;
  }
}
