package org.parley.media.sctp;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A value for some of the 65,536 streams; looking one up makes no object. */
public final class StreamTable<V> {
  private static final int PAGE_BITS = 6;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;

  private static final class Page {
    final @Nullable Object[] values = new @Nullable Object[PAGE_SIZE];
    int size;
  }

  private @Nullable Page[] pages = new @Nullable Page[1];
  private int size;

  public int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  public @Nullable V get(int stream) {
    int at = stream >>> PAGE_BITS;
    Page page = at < pages.length ? pages[at] : null;
    return page == null ? null : (V) page.values[stream & PAGE_SIZE - 1];
  }

  public void put(int stream, V value) {
    int at = stream >>> PAGE_BITS;
    if (at >= pages.length) {
      pages = Arrays.copyOf(pages, at + 1);
    }
    Page page = pages[at];
    if (page == null) {
      page = new Page();
      pages[at] = page;
    }
    if (page.values[stream & PAGE_SIZE - 1] == null) {
      page.size++;
      size++;
    }
    page.values[stream & PAGE_SIZE - 1] = value;
  }

  public void remove(int stream) {
    int at = stream >>> PAGE_BITS;
    Page page = at < pages.length ? pages[at] : null;
    if (page == null || page.values[stream & PAGE_SIZE - 1] == null) {
      return;
    }
    page.values[stream & PAGE_SIZE - 1] = null;
    size--;
    if (--page.size == 0) {
      pages[at] = null;
    }
  }

  /** In the order of their numbers. */
  @SuppressWarnings("unchecked")
  public void forEach(Consumer<? super V> action) {
    for (Page page : pages) {
      if (page == null) {
        continue;
      }
      int left = page.size;
      for (int i = 0; left > 0; i++) {
        Object value = page.values[i];
        if (value != null) {
          action.accept((V) value);
          left--;
        }
      }
    }
  }

  public void clear() {
    pages = new @Nullable Page[1];
    size = 0;
  }
}
