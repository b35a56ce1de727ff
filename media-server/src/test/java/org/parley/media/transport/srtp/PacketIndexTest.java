package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketIndexTest {
  /** Rows: highest index, sequence number, estimate; by RFC 3711 appendix A. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          -1,      65535, 65535
          5,       6,     6
          5,       32773, 32773
          5,       32774, -32762
          65535,   0,     65536
          65536,   65535, 65535
          65541,   65535, 65535
          131071,  65535, 131071
          131071,  32767, 98303
          131071,  32766, 163838
          """)
  void estimates(long highest, int sequenceNumber, long estimate) {
    assertEquals(estimate, PacketIndex.estimate(highest, sequenceNumber));
  }
}
