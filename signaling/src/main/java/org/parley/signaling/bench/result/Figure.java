package org.parley.signaling.bench.result;

import java.util.Locale;

/** What is compared from run to run and from server to server. NaN where a run does not tell. */
public interface Figure {
  /**
   * How it is shown.
   *
   * @param key in JSON
   */
  record Label(String key, String title, String unit, int decimals) {}

  Label label();

  default String key() {
    return label().key();
  }

  default String title() {
    return label().title();
  }

  default String unit() {
    return label().unit();
  }

  /** The number alone; a dash for NaN. */
  default String text(double number) {
    return Double.isFinite(number)
        ? String.format(Locale.ROOT, "%,." + label().decimals() + "f", number)
        : "–";
  }
}
