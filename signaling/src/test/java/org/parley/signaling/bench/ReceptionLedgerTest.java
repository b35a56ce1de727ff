package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReceptionLedgerTest {
  private static final int SSRC = 7;

  private final ReceptionLedger ledger = new ReceptionLedger();

  @Test
  void countsDifferentPacketsOfTheMeasuredPart() {
    for (int counter : new int[] {0, 1, 2, 2, 4, 3, 3, 6}) {
      ledger.verified(ledger.extend(SSRC, counter), counter);
    }
    assertEquals(4, ledger.received(1, 6));
    assertEquals(2, ledger.duplicates());
    assertEquals(0, ledger.shifts());
  }

  @Test
  void tellsUnverifiedPacketsByTheShiftOfTheVerifiedOnes() {
    ledger.unverified(ledger.extend(SSRC, 999));
    ledger.verified(ledger.extend(SSRC, 1000), 0);
    ledger.unverified(ledger.extend(SSRC, 1001));
    ledger.unverified(ledger.extend(SSRC, 1003));
    ledger.unverified(ledger.extend(SSRC, 1003));
    assertEquals(1, ledger.unattributed());
    assertEquals(3, ledger.received(0, 10));
    assertEquals(1, ledger.duplicates());
  }

  @Test
  void sequenceNumbersWrapAndReorder() {
    ledger.verified(ledger.extend(SSRC, 65_534), 100);
    ledger.unverified(ledger.extend(SSRC, 1));
    ledger.unverified(ledger.extend(SSRC, 65_535));
    ledger.unverified(ledger.extend(SSRC, 0));
    assertEquals(4, ledger.received(100, 104));
    ledger.verified(ledger.extend(SSRC, 2), 104);
    assertEquals(0, ledger.shifts());
  }

  @Test
  void noticesWhenTheServerShiftsTheNumbers() {
    ledger.verified(ledger.extend(SSRC, 10), 10);
    ledger.verified(ledger.extend(SSRC, 13), 11);
    ledger.unverified(ledger.extend(SSRC, 14));
    assertEquals(1, ledger.shifts());
    assertEquals(3, ledger.received(10, 13));
  }

  @Test
  void aNewSsrcStartsItsOwnNumbers() {
    ledger.verified(ledger.extend(SSRC, 10), 10);
    ledger.unverified(ledger.extend(8, 40_000));
    ledger.verified(ledger.extend(8, 40_001), 11);
    ledger.unverified(ledger.extend(8, 40_002));
    assertEquals(1, ledger.unattributed());
    assertEquals(0, ledger.shifts());
    assertEquals(3, ledger.received(0, 100));
  }

  @Test
  void countersThatCannotBeAreNotRemembered() {
    ledger.verified(ledger.extend(SSRC, 1), -1);
    ledger.verified(ledger.extend(SSRC, 2), Integer.MAX_VALUE);
    assertEquals(2, ledger.unattributed());
    assertEquals(0, ledger.received(0, 1000));
  }

  @Test
  void lossIsWhatDidNotArriveOfWhatWasSent() {
    Reception sum = new Reception(1000, 999, 1, 0, 0).plus(new Reception(1000, 1000, 0, 2, 3));
    assertEquals(new Reception(2000, 1999, 1, 2, 3), sum);
    assertEquals(0.0005, sum.loss(), 1e-12);
    assertEquals(0, Reception.NONE.loss());
  }
}
