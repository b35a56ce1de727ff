package org.parley.media.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who listens to a label: channels of this loop, one of each member, and how many elsewhere. */
final class Audience {
  final String label;

  /** The channel of each member that it opened last. */
  private final List<Line> lines = new ArrayList<>();

  private int[] elsewhere = new int[0];
  private int elsewhereInAll;

  Audience(String label) {
    this.label = label;
  }

  boolean isEmpty() {
    return lines.isEmpty() && elsewhereInAll == 0;
  }

  List<Line> lines() {
    return lines;
  }

  int elsewhere(int exchange) {
    return exchange < elsewhere.length ? elsewhere[exchange] : 0;
  }

  /** One more than the highest exchange with listeners. */
  int exchanges() {
    return elsewhere.length;
  }

  /** Members of the room that listen. */
  int size() {
    return lines.size() + elsewhereInAll;
  }

  void elsewhere(int exchange, int members) {
    if (exchange >= elsewhere.length) {
      elsewhere = Arrays.copyOf(elsewhere, exchange + 1);
    }
    elsewhereInAll += members - elsewhere[exchange];
    elsewhere[exchange] = members;
  }

  void add(Line line) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).member == line.member) {
        line.older = lines.get(i);
        lines.set(i, line);
        return;
      }
    }
    lines.add(line);
  }

  void remove(Line line) {
    for (int i = 0; i < lines.size(); i++) {
      Line last = lines.get(i);
      if (last == line) {
        replace(i, line.older);
        return;
      }
      if (last.member == line.member) {
        unlink(last, line);
        return;
      }
    }
  }

  private void replace(int index, @Nullable Line older) {
    if (older == null) {
      lines.remove(index);
    } else {
      lines.set(index, older);
    }
  }

  private static void unlink(Line newest, Line gone) {
    Line newer = newest;
    while (newer.older != null && newer.older != gone) {
      newer = newer.older;
    }
    if (newer.older == gone) {
      newer.older = gone.older;
    }
  }
}
