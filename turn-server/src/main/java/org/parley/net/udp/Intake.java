package org.parley.net.udp;

import java.lang.foreign.Arena;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a port receives in one wake-up. */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /** A busy socket lets others have their turn after this. */
  private static final int MAX_CALLS = 4;

  private final DatagramCalls calls;
  private final BooleanSupplier closing;
  private final ReceiveVector vector;
  private final RemoteAddress from = new RemoteAddress();
  private long received;
  private long faults;
  private long truncated;
  private long systemCalls;

  Intake(DatagramCalls calls, SocketAddresses addresses, Arena arena, BooleanSupplier closing) {
    this.calls = calls;
    this.closing = closing;
    vector = new ReceiveVector(arena, addresses);
  }

  /** Hands up what there is, until the receiver closes the port. */
  void receive(UdpReceiver receiver) {
    long before = received;
    for (int call = 0; call < MAX_CALLS && !closing.getAsBoolean(); call++) {
      int count = calls.receive(vector.address(), ReceiveVector.DATAGRAMS);
      systemCalls++;
      if (count < 0) {
        if (-count == Errno.EAGAIN) {
          break;
        }
        if (-count != Errno.EINTR) {
          receiver.onSendError(-count);
        }
        continue;
      }
      for (int i = 0; i < count && !closing.getAsBoolean(); i++) {
        handUp(i, receiver);
      }
      if (count < ReceiveVector.DATAGRAMS) {
        break;
      }
    }
    if (received != before && !closing.getAsBoolean()) {
      receiver.onBatchEnd();
    }
  }

  private void handUp(int index, UdpReceiver receiver) {
    if (vector.truncated(index)) {
      truncated++;
      return;
    }
    received++;
    vector.readAddress(index, from);
    try {
      receiver.onDatagram(from, vector.content(index));
    } catch (RuntimeException e) {
      onFault(e);
    }
  }

  /** The others of the wake-up are handed up all the same; the log hears of 1, 2, 4, 8 ... */
  private void onFault(RuntimeException e) {
    faults++;
    if (Long.bitCount(faults) == 1) {
      LOG.error("a datagram met a fault of ours, the {}. one; it was dropped", faults, e);
    }
  }

  long received() {
    return received;
  }

  long truncated() {
    return truncated;
  }

  long systemCalls() {
    return systemCalls;
  }

  void release() {
    vector.release();
  }
}
