package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.signaling.bench.result.Reception;

class ReceptionLedgerTest {
  private static final int SSRC = 7;

  private final ReceptionLedger ledger = new ReceptionLedger(1);

  @Test
  void countsDifferentPacketsOfTheMeasuredPart() {
    for (int counter : new int[] {0, 1, 2, 2, 4, 3, 3, 6}) {
      ledger.verified(ledger.extend(SSRC, counter), 0, counter);
    }
    assertEquals(4, received(1, 6));
    assertEquals(2, ledger.reception(sources(0, 7)).duplicates());
    assertEquals(0, ledger.reception(sources(0, 10)).shifts());
  }

  @Test
  void tellsUnverifiedPacketsByTheShiftOfTheVerifiedOnes() {
    ledger.unverified(ledger.extend(SSRC, 999));
    ledger.verified(ledger.extend(SSRC, 1000), 0, 0);
    ledger.unverified(ledger.extend(SSRC, 1001));
    ledger.unverified(ledger.extend(SSRC, 1003));
    ledger.unverified(ledger.extend(SSRC, 1003));
    assertEquals(1, ledger.reception(sources(0, 10)).unattributed());
    assertEquals(3, received(0, 10));
    assertEquals(1, ledger.reception(sources(0, 10)).duplicates());
  }

  @Test
  void sequenceNumbersWrapAndReorder() {
    ledger.verified(ledger.extend(SSRC, 65_534), 0, 100);
    ledger.unverified(ledger.extend(SSRC, 1));
    ledger.unverified(ledger.extend(SSRC, 65_535));
    ledger.unverified(ledger.extend(SSRC, 0));
    assertEquals(4, received(100, 104));
    ledger.verified(ledger.extend(SSRC, 2), 0, 104);
    assertEquals(0, ledger.reception(sources(0, 10)).shifts());
  }

  @Test
  void noticesWhenTheServerShiftsTheNumbers() {
    ledger.verified(ledger.extend(SSRC, 10), 0, 10);
    ledger.verified(ledger.extend(SSRC, 13), 0, 11);
    ledger.unverified(ledger.extend(SSRC, 14));
    assertEquals(1, ledger.reception(sources(0, 10)).shifts());
    assertEquals(3, received(10, 13));
  }

  @Test
  void aNewSsrcStartsItsOwnNumbers() {
    ledger.verified(ledger.extend(SSRC, 10), 0, 10);
    ledger.unverified(ledger.extend(8, 40_000));
    ledger.verified(ledger.extend(8, 40_001), 0, 11);
    ledger.unverified(ledger.extend(8, 40_002));
    assertEquals(1, ledger.reception(sources(0, 10)).unattributed());
    assertEquals(0, ledger.reception(sources(0, 10)).shifts());
    assertEquals(3, received(0, 100));
  }

  @Test
  void countersThatCannotBeAreNotRemembered() {
    ledger.verified(ledger.extend(SSRC, 1), 0, -1);
    ledger.verified(ledger.extend(SSRC, 2), 0, Integer.MAX_VALUE);
    assertEquals(2, ledger.reception(sources(0, 10)).unattributed());
    assertEquals(0, received(0, 1000));
  }

  @Test
  void ofSimulcastTheLayerThatIsSentIsExpected() {
    ReceptionLedger simulcast = new ReceptionLedger(3);
    List<SourceStream> layers = List.of(source(0, 100), source(0, 100), source(0, 100));
    for (int counter : new int[] {10, 11, 13}) {
      simulcast.verified(simulcast.extend(SSRC, counter), 0, counter);
    }
    // The next layer begins elsewhere; the numbers towards the subscriber go on.
    for (int counter : new int[] {50, 51, 53, 54}) {
      simulcast.verified(simulcast.extend(SSRC, counter - 36), 1, counter);
    }
    simulcast.unverified(simulcast.extend(SSRC, 55 - 36));
    // 10 to 13 of one layer, and 50 to the end of the other.
    assertEquals(new Reception(4 + 50, 3 + 5, 0, 0, 0), simulcast.reception(layers));
    assertEquals(1, simulcast.switches());
  }

  @Test
  void aLatePacketOfTheLayerBeforeIsNoSwitch() {
    ReceptionLedger simulcast = new ReceptionLedger(2);
    List<SourceStream> layers = List.of(source(0, 3), source(0, 10));
    simulcast.verified(simulcast.extend(SSRC, 0), 0, 0);
    simulcast.verified(simulcast.extend(SSRC, 2), 0, 2);
    simulcast.verified(simulcast.extend(SSRC, 3), 1, 9);
    simulcast.verified(simulcast.extend(SSRC, 1), 0, 1);
    assertEquals(new Reception(4, 4, 0, 0, 0), simulcast.reception(layers));
    assertEquals(1, simulcast.switches());
  }

  @Test
  void whoGotNothingOfSimulcastMissesTheLowestLayer() {
    List<SourceStream> layers = List.of(source(0, 3), source(0, 10));
    assertEquals(new Reception(3, 0, 0, 0, 0), new ReceptionLedger(2).reception(layers));
  }

  @Test
  void whatWasSentAgainArrivedOnce() {
    ledger.verified(ledger.extend(SSRC, 1), 0, 1);
    assertTrue(ledger.recovered(0, 2));
    assertFalse(ledger.recovered(0, 2));
    assertFalse(ledger.recovered(0, 1));
    assertFalse(ledger.recovered(3, 1));
    assertEquals(2, received(0, 10));
  }

  private long received(int from, int to) {
    return ledger.reception(sources(from, to)).received();
  }

  private static List<SourceStream> sources(int from, int to) {
    return List.of(source(from, to));
  }

  /** A stream of which the packets from..to-1 are measured. */
  private static SourceStream source(int from, int to) {
    SourceStream source = new SourceStream();
    while (source.sent() < from) {
      source.nextCounter();
    }
    source.open();
    while (source.sent() < to) {
      source.nextCounter();
    }
    source.close();
    return source;
  }

  @Test
  void lossIsWhatDidNotArriveOfWhatWasSent() {
    Reception sum = new Reception(1000, 999, 1, 0, 0).plus(new Reception(1000, 1000, 0, 2, 3));
    assertEquals(new Reception(2000, 1999, 1, 2, 3), sum);
    assertEquals(0.0005, sum.loss(), 1e-12);
    assertEquals(0, Reception.NONE.loss());
  }
}
