package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncedAddressTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          192.0.2.1,            192.0.2.1,   0
          192.0.2.1:443,        192.0.2.1,   443
          2001:db8::1,          2001:db8::1, 0
          [2001:db8::1],        2001:db8::1, 0
          [2001:db8::1]:10000,  2001:db8::1, 10000
          """)
  void readsLiterals(String text, String address, int port) {
    assertEquals(
        new AnnouncedAddress(InetAddress.ofLiteral(address), port), AnnouncedAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "192.0.2",
        "192.0.2.1:",
        "192.0.2.1:x",
        "192.0.2.1:65536",
        "192.0.2.1:-1",
        "[2001:db8::1",
        "0.0.0.0",
        "224.0.0.1",
        "ff02::1"
      })
  void refusesTheRest(String text) {
    assertThrows(IllegalArgumentException.class, () -> AnnouncedAddress.parse(text));
  }
}
