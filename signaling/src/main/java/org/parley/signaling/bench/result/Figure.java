package org.parley.signaling.bench.result;

import java.util.Locale;

/** What is compared from run to run and from server to server. NaN where a run does not tell. */
public interface Figure {
  /** In JSON. */
  String key();

  String title();

  String unit();

  int decimals();

  /** The number alone; a dash for NaN. */
  default String text(double number) {
    return Double.isFinite(number)
        ? String.format(Locale.ROOT, "%,." + decimals() + "f", number)
        : "–";
  }
}
