package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class DirectCallsTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          Linux,    amd64,   true,  true,  ''
          Linux,    aarch64, true,  true,  ''
          Linux,    riscv64, true,  true,  'made for Linux on x86_64 and aarch64, not for Linux on riscv64'
          Mac OS X, aarch64, true,  true,  'made for Linux on x86_64 and aarch64, not for Mac OS X on aarch64'
          Linux,    amd64,   false, true,  'Java runs without --enable-native-access=ALL-UNNAMED'
          Linux,    amd64,   true,  false, 'Java runs without --sun-misc-unsafe-memory-access=allow'
          """)
  void whatStandsInTheWayIsToldInWords(
      String system, String machine, boolean nativeAccess, boolean addresses, String obstacle) {
    assertEquals(obstacle, DirectCalls.obstacle(system, machine, nativeAccess, addresses));
  }
}
