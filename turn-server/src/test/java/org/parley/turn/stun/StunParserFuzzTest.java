package org.parley.turn.stun;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.parley.turn.stun.StunDecoding.Malformed;
import org.parley.turn.stun.StunDecoding.Parsed;

class StunParserFuzzTest {
  /** Nothing escapes, and what was understood can be written and read again. */
  @FuzzTest(maxDuration = "30s")
  void parse(byte[] bytes) {
    switch (StunParser.parse(bytes)) {
      case Malformed _ -> {}
      case Parsed(StunPacket packet) -> {
        packet.verifyIntegrity(new byte[] {1});
        byte[] again = StunEncoder.encode(packet.message(), true);
        if (again.length < 60_000 && bytes.length < 500) {
          assertInstanceOf(Parsed.class, StunParser.parse(again));
        }
      }
    }
  }
}
