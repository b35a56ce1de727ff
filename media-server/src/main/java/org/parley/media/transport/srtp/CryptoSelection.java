package org.parley.media.transport.srtp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The choice of a provider at start: known answers first, then a short measurement.
 *
 * @param description for people: the choice, its version and cost, and what became of the others
 */
public record CryptoSelection(CryptoProvider provider, String description) {
  /** What a provider that makes garbage must be faster by than one that makes none. */
  private static final double CLEARLY_FASTER = 1.5;

  /** How a provider is found. */
  interface Opener {
    CryptoProvider open(CryptoProvider.Kind kind) throws CryptoUnavailableException;
  }

  /**
   * Takes the best that works.
   *
   * @param nanoTime a clock to measure by
   */
  public static CryptoSelection best(LongSupplier nanoTime) throws CryptoUnavailableException {
    return best(CryptoProvider::open, nanoTime);
  }

  static CryptoSelection best(Opener opener, LongSupplier nanoTime)
      throws CryptoUnavailableException {
    Map<CryptoProvider.Kind, String> unusable = new EnumMap<>(CryptoProvider.Kind.class);
    List<CryptoProvider> usable = new ArrayList<>();
    for (CryptoProvider.Kind kind : CryptoProvider.Kind.values()) {
      try {
        usable.add(opener.open(kind));
      } catch (CryptoUnavailableException e) {
        unusable.put(kind, String.valueOf(e.getMessage()));
      }
    }
    if (usable.isEmpty()) {
      throw new CryptoUnavailableException("crypto.provider: none works: " + unusable);
    }
    List<CryptoMeasurement.Cost> costs = CryptoMeasurement.of(usable, nanoTime);
    CryptoMeasurement.Cost best = best(costs);
    return new CryptoSelection(best.provider(), describe(best, costs, unusable));
  }

  /**
   * Takes this one, whatever it costs.
   *
   * @throws CryptoUnavailableException if it cannot be used; the message names the setting
   */
  public static CryptoSelection forced(CryptoProvider.Kind kind, LongSupplier nanoTime)
      throws CryptoUnavailableException {
    return forced(kind, CryptoProvider::open, nanoTime);
  }

  static CryptoSelection forced(CryptoProvider.Kind kind, Opener opener, LongSupplier nanoTime)
      throws CryptoUnavailableException {
    CryptoProvider provider;
    try {
      provider = opener.open(kind);
    } catch (CryptoUnavailableException e) {
      throw new CryptoUnavailableException(
          "crypto.provider: \""
              + kind.key()
              + "\" cannot be used: "
              + e.getMessage()
              + "; set it to auto, which takes the best on this machine",
          e);
    }
    List<CryptoMeasurement.Cost> costs = CryptoMeasurement.of(List.of(provider), nanoTime);
    return new CryptoSelection(
        provider, describe(costs.getFirst(), costs, Map.of()) + ", as configured");
  }

  static CryptoMeasurement.Cost best(List<CryptoMeasurement.Cost> costs) {
    CryptoMeasurement.Cost best = costs.getFirst();
    for (CryptoMeasurement.Cost cost : costs) {
      if (weighted(cost) < weighted(best)) {
        best = cost;
      }
    }
    return best;
  }

  private static double weighted(CryptoMeasurement.Cost cost) {
    return switch (cost.provider().kind()) {
      case LIBCRYPTO -> cost.nanosPerPacket();
      case CORRETTO, JDK -> CLEARLY_FASTER * cost.nanosPerPacket();
    };
  }

  private static String describe(
      CryptoMeasurement.Cost chosen,
      List<CryptoMeasurement.Cost> costs,
      Map<CryptoProvider.Kind, String> unusable) {
    StringBuilder text = new StringBuilder(describe(chosen));
    String separator = "; not ";
    for (CryptoMeasurement.Cost cost : costs) {
      if (cost != chosen) {
        text.append(separator).append(describe(cost));
        separator = ", ";
      }
    }
    unusable.forEach(
        (kind, reason) -> text.append("; no ").append(kind.key()).append(": ").append(reason));
    return text.toString();
  }

  private static String describe(CryptoMeasurement.Cost cost) {
    CryptoProvider provider = cost.provider();
    return provider.kind().key()
        + " ("
        + provider.version()
        + ") "
        + cost.nanosPerPacket()
        + " ns per packet";
  }
}
