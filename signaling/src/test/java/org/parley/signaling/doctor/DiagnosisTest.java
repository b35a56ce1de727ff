package org.parley.signaling.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.signaling.doctor.client.Wires;

class DiagnosisTest {
  @Test
  void isATableAndWhatIsToBeDone() {
    Diagnosis diagnosis =
        new Diagnosis(
            List.of(
                new ProbeResult(
                    new Target(
                        "UDP",
                        Wires.Kind.UDP,
                        new InetSocketAddress("192.0.2.1", 3478),
                        "turn.listen"),
                    new ProbeResult.Echoed(
                        new InetSocketAddress("192.0.2.1", 50_000), Duration.ofNanos(1_250_000))),
                new ProbeResult(
                    new Target(
                        "HTTPS port",
                        Wires.Kind.TLS,
                        new InetSocketAddress("2001:db8::1", 443),
                        "server.listen"),
                    new ProbeResult.Failed("cannot be reached: refused", 0))),
            List.of(Finding.problem("That is bad."), Finding.note("That is so.")));

    assertEquals(
        """
        transport        address                    result
        UDP IPv4         192.0.2.1:3478     ok      echo by a relay at 192.0.2.1 in 1.3 ms
        HTTPS port IPv6  [2001:db8::1]:443  FAILED  cannot be reached: refused

        PROBLEM  That is bad.
        note     That is so.

        1 problem.
        """,
        diagnosis.text());
  }
}
