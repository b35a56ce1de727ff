package org.parley.net.udp;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the sockets of a hub send, and what becomes of datagrams that fail. */
final class HubSender {
  private static final Logger LOG = LoggerFactory.getLogger(HubSender.class);

  /** ICMP may tell of several earlier datagrams before one is tried. */
  private static final int MAX_ERRORS = 16;

  private final Outbox outbox = new Outbox();
  private final SegmentedBatch[] batches;
  private final ErrorQueue errors;
  private final RemoteAddress to = new RemoteAddress();
  private @Nullable DirectHubSocket[] waiting = new @Nullable DirectHubSocket[64];
  private int waitingCount;
  private boolean flushing;
  private long sent;
  private long dropped;
  private long failed;
  private long systemCalls;

  HubSender(Arena arena) {
    SocketAddresses[] families = SocketAddresses.values();
    batches = new SegmentedBatch[families.length];
    for (SocketAddresses family : families) {
      batches[family.ordinal()] = new SegmentedBatch(arena, family);
    }
    errors = new ErrorQueue(arena);
  }

  void add(
      DirectHubSocket socket,
      long address,
      int length,
      RemoteAddress destination,
      boolean dontFragment) {
    // Taken before a flush, in which ICMP may be heard of and the caller's address be used again.
    long high = destination.high();
    long low = destination.low();
    int port = destination.port();
    int scope = destination.scope();
    if (outbox.full()) {
      if (flushing) {
        dropped++;
        return;
      }
      flush();
    }
    int added = outbox.add(address, length, high, low, port, scope, dontFragment);
    if (socket.first == Outbox.NONE) {
      socket.first = added;
      if (waitingCount == waiting.length) {
        waiting = Arrays.copyOf(waiting, waitingCount * 2);
      }
      waiting[waitingCount++] = socket;
    } else {
      outbox.link(socket.last, added);
    }
    socket.last = added;
  }

  void flush() {
    if (flushing) {
      return;
    }
    flushing = true;
    for (int i = 0; i < waitingCount; i++) {
      DirectHubSocket socket = waiting[i];
      waiting[i] = null;
      if (socket != null) {
        flush(socket);
      }
    }
    waitingCount = 0;
    outbox.clear();
    flushing = false;
  }

  /** Sends what waits at one socket. */
  void flush(DirectHubSocket socket) {
    int at = socket.first;
    socket.first = Outbox.NONE;
    socket.last = Outbox.NONE;
    boolean apart = false;
    while (at != Outbox.NONE) {
      boolean dont = outbox.dontFragment(at);
      if (dont != apart) {
        apart = setDontFragment(socket, dont);
      }
      at = sendRun(socket, at, dont);
    }
    if (apart) {
      setDontFragment(socket, false);
    }
  }

  private static boolean setDontFragment(DirectHubSocket socket, boolean dont) {
    try {
      socket.socket().setDontFragment(dont);
    } catch (IOException e) {
      LOG.debug("{}: fragmentation cannot be switched", socket.local(), e);
    }
    return dont;
  }

  /**
   * Sends datagrams that are alike in DF.
   *
   * @return the first that was not one of them
   */
  private int sendRun(DirectHubSocket socket, int first, boolean dontFragment) {
    SegmentedBatch batch = batches[socket.family().ordinal()];
    boolean segments = socket.segmentation().on();
    batch.clear();
    int at = first;
    while (at != Outbox.NONE && !batch.full() && outbox.dontFragment(at) == dontFragment) {
      outbox.readAddress(at, to);
      if (socket.family().takes(to)) {
        batch.add(outbox.bytes(at), outbox.length(at), to, segments);
      } else {
        failed++;
      }
      at = outbox.next(at);
    }
    transmit(socket, batch, 0, batch.size());
    return at;
  }

  private void transmit(DirectHubSocket socket, SegmentedBatch batch, int from, int end) {
    int next = from;
    int retries = 0;
    while (next < end) {
      int result = socket.socket().send(batch.address(next), end - next);
      systemCalls++;
      if (result > 0) {
        taken(socket, batch, next, next + result);
        next += result;
        retries = 0;
      } else if (result == 0 || Errno.isFull(-result)) {
        for (; next < end; next++) {
          dropped += batch.datagrams(next);
        }
      } else if (-result != Errno.EINTR) {
        // What is reported may be an earlier one's fate; then this one has not been tried.
        if (retries++ < MAX_ERRORS && takeErrors(socket)) {
          continue;
        }
        refused(socket, batch, next, -result);
        next++;
        retries = 0;
      }
    }
  }

  private void taken(DirectHubSocket socket, SegmentedBatch batch, int from, int end) {
    for (int i = from; i < end; i++) {
      int datagrams = batch.datagrams(i);
      sent += datagrams;
      if (datagrams > 1) {
        socket.segmentation().worked();
      }
    }
  }

  private void refused(DirectHubSocket socket, SegmentedBatch batch, int index, int errno) {
    if (batch.datagrams(index) > 1) {
      // One of many may be what the system refuses: each gets its chance.
      if (Segmentation.isRefusal(errno)) {
        socket.segmentation().refused(errno);
      }
      int count = batch.takeApart(index);
      transmit(socket, batch, SegmentedBatch.SPARE, SegmentedBatch.SPARE + count);
    } else {
      failed++;
    }
  }

  /**
   * Takes what the system remembers of earlier datagrams.
   *
   * @return whether there was something
   */
  boolean takeErrors(DirectHubSocket socket) {
    int taken = 0;
    while (taken < MAX_ERRORS && errors.take(socket.socket(), socket.receiver())) {
      taken++;
      systemCalls++;
    }
    return taken > 0;
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

  long icmpErrors() {
    return errors.received();
  }

  long systemCalls() {
    return systemCalls;
  }
}
