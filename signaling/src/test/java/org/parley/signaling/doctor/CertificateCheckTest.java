package org.parley.signaling.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateCheckTest {
  /** RFC 9525 section 6. */
  @ParameterizedTest
  @CsvSource({
    "meet.example.org,  meet.example.org,   true",
    "meet.example.org,  MEET.example.org,   true",
    "meet.example.org,  example.org,        false",
    "*.example.org,     meet.example.org,   true",
    "*.example.org,     a.meet.example.org, false",
    "*.example.org,     example.org,        false",
    "192.0.2.1,         192.0.2.1,          true",
    "2001:db8:0:0:0:0:0:1, [2001:db8::1],   true",
    "2001:db8:0:0:0:0:0:1, [2001:db8::2],   false",
  })
  void namesCoverHosts(String name, String host, boolean covers) {
    assertEquals(covers, CertificateCheck.covers(name, host));
  }
}
