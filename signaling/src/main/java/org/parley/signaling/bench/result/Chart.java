package org.parley.signaling.bench.result;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Draws the last runs under one load as SVG: bars from zero, a panel for each figure. */
final class Chart {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int WIDTH = 900;
  private static final int LEFT = 84;
  private static final int RIGHT = 24;
  private static final int TOP = 76;
  private static final int PANEL = 130;
  private static final int GAP = 56;
  private static final int BOTTOM = 88;
  private static final int MAX_BAR = 56;
  private static final int TICKS = 4;
  private static final int MAX_LABEL = 14;

  private static final String STYLE =
      """
      text { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #333; }
      .title { font-size: 15px; font-weight: 600; }
      .panel { font-size: 13px; font-weight: 600; }
      .tick, .when { fill: #666; font-size: 11px; }
      .grid { stroke: #d5d9de; stroke-width: 1; }
      .axis { stroke: #666; stroke-width: 1; }
      .bar { fill: #8fa8c4; }
      .last { fill: #1f6fb2; }
      .paper { fill: #fff; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e2e5e9; }
        .tick, .when { fill: #a5acb5; }
        .grid { stroke: #3b4149; }
        .axis { stroke: #a5acb5; }
        .bar { fill: #56708c; }
        .last { fill: #5aa9e6; }
        .paper { fill: #16191d; }
      }
      """;

  private final List<Figure> panels;
  private final List<History.Entry> runs;
  private final StringBuilder out = new StringBuilder();

  private Chart(List<Figure> panels, List<History.Entry> runs) {
    this.panels = panels;
    this.runs = runs;
  }

  /**
   * @param runs the latest last
   */
  static String svg(String title, List<Figure> panels, List<History.Entry> runs) {
    Chart chart = new Chart(panels, runs);
    chart.draw(title);
    return chart.out.toString();
  }

  private void draw(String title) {
    int height = TOP + panels.size() * (PANEL + GAP) - GAP + BOTTOM;
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
        role="img" aria-label="The last runs of parley bench">
        <style>%s</style>
        <rect class="paper" width="100%%" height="100%%"/>
        """
            .formatted(WIDTH, height, WIDTH, height, STYLE));
    text("title", 20, 26, "start", title);
    for (int i = 0; i < panels.size(); i++) {
      panel(panels.get(i), TOP + i * (PANEL + GAP));
    }
    int base = height - BOTTOM;
    for (int i = 0; i < runs.size(); i++) {
      text("label", center(i), base + 20, "middle", cut(runs.get(i).label()));
      text("when", center(i), base + 36, "middle", TIME.format(runs.get(i).time()));
    }
    text("tick", (LEFT + WIDTH - RIGHT) / 2.0, base + 64, "middle", "runs by label and time (UTC)");
    out.append("</svg>\n");
  }

  private void panel(Figure figure, int top) {
    int base = top + PANEL;
    double highest =
        runs.stream()
            .mapToDouble(run -> run.value(figure))
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    double step = niceStep(highest);
    double scale = PANEL / (step * TICKS);
    text("panel", 20, top - 12, "start", figure.title() + " (" + figure.unit() + ")");
    for (int tick = 0; tick <= TICKS; tick++) {
      double y = base - tick * step * scale;
      line(tick == 0 ? "axis" : "grid", LEFT, y, WIDTH - RIGHT, y);
      text("tick", LEFT - 8, y + 4, "end", number(tick * step));
    }
    line("axis", LEFT, top, LEFT, base);
    for (int i = 0; i < runs.size(); i++) {
      double value = runs.get(i).value(figure);
      double bar = Math.min(MAX_BAR, slot() * 0.6);
      double height = Double.isFinite(value) ? value * scale : 0;
      out.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"bar%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
              i == runs.size() - 1 ? " last" : "",
              center(i) - bar / 2,
              base - height,
              bar,
              height));
      text("value", center(i), base - height - 4, "middle", figure.text(value));
    }
  }

  private double slot() {
    return (double) (WIDTH - LEFT - RIGHT) / Math.max(1, runs.size());
  }

  private double center(int run) {
    return LEFT + (run + 0.5) * slot();
  }

  private void line(String kind, double x1, double y1, double x2, double y2) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
            kind,
            x1,
            y1,
            x2,
            y2));
  }

  private void text(String kind, double x, double y, String anchor, String words) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            kind,
            x,
            y,
            anchor,
            Markup.escape(words)));
  }

  private static String cut(String label) {
    return label.length() <= MAX_LABEL ? label : label.substring(0, MAX_LABEL - 1) + "…";
  }

  private static String number(double value) {
    return value >= 1_000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "");
  }

  /** 1, 2, 2.5 or 5 times a power of ten, so that the highest value and its number fit. */
  static double niceStep(double highest) {
    double wanted = highest <= 0 ? 0.25 : highest * 1.1 / TICKS;
    double magnitude = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * magnitude >= wanted) {
        return factor * magnitude;
      }
    }
    return 10 * magnitude;
  }
}
