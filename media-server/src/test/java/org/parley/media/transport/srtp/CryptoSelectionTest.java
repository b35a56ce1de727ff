package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CryptoSelectionTest {
  private static final long STEP_NANOS = 50_000;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void theBestIsOneThatWorksAndFreesWhatItMeasuredWith() throws Exception {
    CryptoSelection selection = CryptoSelection.best(this::nanoTime);

    assertEquals(0, selection.provider().openContexts());
    assertTrue(
        selection.description().startsWith(selection.provider().kind().key() + " ("),
        selection.description());
    for (CryptoProvider.Kind kind : CryptoProvider.Kind.values()) {
      assertTrue(selection.description().contains(kind.key()), selection.description());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aForcedOneIsTaken(CryptoProvider.Kind kind) throws Exception {
    Providers.require(kind);
    CryptoSelection selection = CryptoSelection.forced(kind, this::nanoTime);

    assertEquals(kind, selection.provider().kind());
    assertEquals(
        kind.key() + " (" + selection.provider().version() + ") 6250 ns per packet, as configured",
        selection.description());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          300, 400, 500, LIBCRYPTO
          500, 400, 450, LIBCRYPTO
          601, 400, 500, CORRETTO
          900, 800, 500, JDK
          """)
  void garbageMustPay(long libcrypto, long corretto, long jdk, CryptoProvider.Kind expected) {
    List<CryptoProvider> providers =
        List.of(
            Providers.require(CryptoProvider.Kind.LIBCRYPTO),
            Providers.require(CryptoProvider.Kind.CORRETTO),
            CryptoProvider.jdk());

    CryptoMeasurement.Cost best =
        CryptoSelection.best(
            List.of(
                new CryptoMeasurement.Cost(providers.get(0), libcrypto),
                new CryptoMeasurement.Cost(providers.get(1), corretto),
                new CryptoMeasurement.Cost(providers.get(2), jdk)));

    assertEquals(expected, best.provider().kind());
  }

  @Test
  void withoutTheOthersItIsTheJdks() throws Exception {
    CryptoSelection selection =
        CryptoSelection.best(CryptoSelectionTest::openOnlyTheJdks, this::nanoTime);

    assertEquals(CryptoProvider.Kind.JDK, selection.provider().kind());
    assertTrue(
        selection
            .description()
            .endsWith(" ns per packet; no libcrypto: it is not here; no corretto: it is not here"),
        selection.description());
  }

  @Test
  void aForcedOneThatIsUnusableSaysWhyAndTheWayOut() {
    CryptoUnavailableException refused =
        assertThrows(
            CryptoUnavailableException.class,
            () ->
                CryptoSelection.forced(
                    CryptoProvider.Kind.LIBCRYPTO,
                    CryptoSelectionTest::openOnlyTheJdks,
                    this::nanoTime));
    assertEquals(
        "crypto.provider: \"libcrypto\" cannot be used: it is not here; set it to auto, which takes"
            + " the best on this machine",
        refused.getMessage());
  }

  private static CryptoProvider openOnlyTheJdks(CryptoProvider.Kind kind)
      throws CryptoUnavailableException {
    if (kind != CryptoProvider.Kind.JDK) {
      throw new CryptoUnavailableException("it is not here");
    }
    return CryptoProvider.jdk();
  }

  private long nanoTime() {
    return nanos.addAndGet(STEP_NANOS);
  }
}
