package org.parley.signaling.bench.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContextSwitchesTest {
  @Test
  void readsBothKinds() {
    List<String> status =
        List.of("Name:\tturn", "voluntary_ctxt_switches:\t150", "nonvoluntary_ctxt_switches:\t7");
    ContextSwitches switches = ContextSwitches.parse(status);
    assertEquals(new ContextSwitches(150, 7), switches);
    assertEquals(new ContextSwitches(50, 6), switches.since(new ContextSwitches(100, 1)));
    assertEquals(new ContextSwitches(300, 14), switches.plus(switches));
  }

  @Test
  void aProcessThatIsNotThereHasNone() {
    assertEquals(ContextSwitches.NONE, ContextSwitches.of(Long.MAX_VALUE));
  }
}
