package org.parley.net.passage;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.RemoteAddress;

/** Gathers what one loop hands to others; on that loop. Its memory is bounded, and used again. */
public final class Carrier {
  /** That others together may still have to take: 8 MB. */
  static final int MAX_PARCELS = 512;

  /** A chain that others add to, and that is taken as a whole. */
  private final AtomicReference<@Nullable Parcel> returned = new AtomicReference<>();

  private @Nullable Parcel idle;

  /** At most one for each landing. */
  private final List<Parcel> filling = new ArrayList<>();

  private int made;

  /**
   * Copies a packet, which leaves at the next {@link #handOver} at the latest.
   *
   * @param offset an index of {@code content}, whatever its reader index
   * @return false if it was dropped: the others do not keep up
   */
  public boolean add(Doorway to, RemoteAddress from, ByteBuf content, int offset, int length) {
    Parcel parcel = parcel(to.landing(), length);
    if (parcel == null) {
      return false;
    }
    parcel.add(to, from, content, offset, length);
    return true;
  }

  private @Nullable Parcel parcel(Landing to, int length) {
    for (int i = 0; i < filling.size(); i++) {
      Parcel parcel = filling.get(i);
      if (parcel.target() == to) {
        if (parcel.takes(length)) {
          return parcel;
        }
        filling.remove(i);
        parcel.post();
        break;
      }
    }
    Parcel parcel = take(to);
    if (parcel == null) {
      return null;
    }
    if (!parcel.takes(length)) {
      takeBack(parcel);
      return null;
    }
    filling.add(parcel);
    return parcel;
  }

  private @Nullable Parcel take(Landing to) {
    Parcel parcel = idle == null ? returned.getAndSet(null) : idle;
    if (parcel != null) {
      idle = parcel.next;
      parcel.next = null;
      parcel.to(to);
      return parcel;
    }
    if (made == MAX_PARCELS) {
      return null;
    }
    made++;
    return new Parcel(this, to);
  }

  /** What was gathered goes on its way. */
  public void handOver() {
    for (int i = 0; i < filling.size(); i++) {
      filling.get(i).post();
    }
    filling.clear();
  }

  /** From any thread. */
  void takeBack(Parcel parcel) {
    Parcel first;
    do {
      first = returned.get();
      parcel.next = first;
    } while (!returned.compareAndSet(first, parcel));
  }
}
