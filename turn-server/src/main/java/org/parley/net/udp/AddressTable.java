package org.parley.net.udp;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to remote addresses. Looking up takes no lock and makes no object, on any thread;
 * changes are rare, and may come from any thread. Open addressing with linear probing: entries
 * never change, removed ones stay as marks until the table is made anew.
 */
public final class AddressTable<V> {
  private static final int FIRST_SLOTS = 64;

  private record Entry<V>(RemoteAddress address, int hash, @Nullable V value) {
    boolean isFor(RemoteAddress other, int otherHash) {
      return hash == otherHash && value != null && address.equals(other);
    }
  }

  private final Entry<V> removed = new Entry<>(new RemoteAddress(), 0, null);
  private volatile AtomicReferenceArray<@Nullable Entry<V>> slots =
      new AtomicReferenceArray<>(FIRST_SLOTS);
  private volatile int size;

  /** Slots that hold an entry or the mark of a removed one. */
  private int used;

  public @Nullable V get(RemoteAddress from) {
    AtomicReferenceArray<@Nullable Entry<V>> table = slots;
    int mask = table.length() - 1;
    int hash = from.hashCode();
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      Entry<V> entry = table.getAcquire(i);
      if (entry == null) {
        return null;
      }
      if (entry.isFor(from, hash)) {
        return entry.value();
      }
    }
  }

  /** Replaces what belonged to the address; keeps a copy of it. */
  public synchronized void put(RemoteAddress address, V value) {
    AtomicReferenceArray<@Nullable Entry<V>> table = slots;
    int hash = address.hashCode();
    Entry<V> added = new Entry<>(address.copy(), hash, value);
    int i = find(table, address, hash);
    if (table.getPlain(i) != null) {
      table.setRelease(i, added);
      return;
    }
    if ((used + 1) * 2 > table.length()) {
      table = withoutMarks(table);
      used = size;
      i = find(table, address, hash);
      table.setRelease(i, added);
      slots = table;
    } else {
      table.setRelease(i, added);
    }
    used++;
    size = size + 1;
  }

  /**
   * Forgets the address, unless something else belongs to it by now.
   *
   * @return whether {@code value}, the very object, belonged to it
   */
  @SuppressWarnings("ReferenceEquality")
  public synchronized boolean remove(RemoteAddress address, V value) {
    AtomicReferenceArray<@Nullable Entry<V>> table = slots;
    int i = find(table, address, address.hashCode());
    Entry<V> entry = table.getPlain(i);
    if (entry == null || entry.value() != value) {
      return false;
    }
    table.setRelease(i, removed);
    size = size - 1;
    return true;
  }

  public int size() {
    return size;
  }

  /** The slot of the address, or the empty one where it belongs. */
  private static <V> int find(
      AtomicReferenceArray<@Nullable Entry<V>> table, RemoteAddress address, int hash) {
    int mask = table.length() - 1;
    int i = hash & mask;
    for (Entry<V> entry = table.getPlain(i);
        entry != null && !entry.isFor(address, hash);
        entry = table.getPlain(i)) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private AtomicReferenceArray<@Nullable Entry<V>> withoutMarks(
      AtomicReferenceArray<@Nullable Entry<V>> table) {
    int length = Math.max(FIRST_SLOTS, Integer.highestOneBit(size + 1) << 3);
    AtomicReferenceArray<@Nullable Entry<V>> made = new AtomicReferenceArray<>(length);
    for (int i = 0; i < table.length(); i++) {
      Entry<V> entry = table.getPlain(i);
      if (entry != null && entry.value() != null) {
        made.setPlain(find(made, entry.address(), entry.hash()), entry);
      }
    }
    return made;
  }
}
