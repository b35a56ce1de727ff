package org.parley.signaling.bench.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose server it is, what it says about itself, and how busy the machine is. */
class ServerTest {
  private static final String METRICS =
      """
      # TYPE parley_jvm_allocated_bytes_total counter
      parley_jvm_allocated_bytes_total{threads="media"} %s
      parley_jvm_allocated_bytes_total{threads="other"} 9.5E7
      parley_jvm_gc_pause_seconds_bucket{le="0.001"} %d
      parley_jvm_gc_pause_seconds_bucket{le="0.01"} %d
      parley_jvm_gc_pause_seconds_bucket{le="+Inf"} %d
      parley_jvm_gc_pause_seconds_count %d
      parley_jvm_gc_pause_seconds_sum 0.012
      parley_rooms 3.0
      """;

  @Test
  void readsTheFiguresOfTheVirtualMachine() {
    ServerMetrics before = metrics("1000.0", 1, 1, 1);
    ServerMetrics after = metrics("4.5E3", 3, 5, 5);
    assertEquals(4_500, after.mediaAllocatedBytes());
    assertEquals(9.5e7, after.otherAllocatedBytes());
    assertEquals(5, after.pauses());
    assertEquals(0.012, after.pauseSeconds());
    assertEquals(0.01, after.longestPauseSince(before));
    assertEquals(0.001, before.longestPauseSince(metrics("0", 0, 0, 0)));
    assertEquals(0, before.longestPauseSince(before));
    assertEquals(Double.POSITIVE_INFINITY, metrics("1", 1, 1, 2).longestPauseSince(before));
  }

  @Test
  void otherServersSayNothingOfIt() {
    assertEquals(Optional.empty(), ServerMetrics.parse(""));
    assertEquals(Optional.empty(), ServerMetrics.parse("go_gc_duration_seconds_count 5\n<html>"));
  }

  private static ServerMetrics metrics(String media, int upTo1, int upTo10, int all) {
    return ServerMetrics.parse(METRICS.formatted(media, upTo1, upTo10, all, all)).orElseThrow();
  }

  @Test
  void findsTheSocketsThatListenOnAPort() {
    String table =
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1
           1: 0100007F:1F90 0100007F:A000 01 00000000:00000000 00:00000000 00000000     0        0 222 1
           2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1
        """;
    assertEquals(Set.of("socket:[111]"), Listener.inodes(table.lines(), 8080));
    assertEquals(Set.of(), Listener.inodes(table.lines(), 80));
    assertEquals(443, Listener.port(URI.create("https://example.org/whip")));
    assertEquals(80, Listener.port(URI.create("http://example.org/whip")));
    assertEquals(9, Listener.port(URI.create("http://example.org:9/whip")));
  }

  @Test
  void neverFindsItself() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/whip");
      assertEquals(Optional.empty(), Listener.pidOf(url));
    }
  }

  @Test
  void busyIsWhatIsNeitherIdleNorWaiting() {
    Optional<MachineLoad> before = MachineLoad.parse("cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1\n");
    Optional<MachineLoad> after = MachineLoad.parse("cpu  175 0 100 720 105 0 0 0 50 0\n");
    assertEquals(0.75, MachineLoad.busyBetween(before, after), 1e-9);
    assertTrue(Double.isNaN(MachineLoad.busyBetween(before, before)));
    assertTrue(Double.isNaN(MachineLoad.busyBetween(Optional.empty(), after)));
    assertEquals(Optional.empty(), MachineLoad.parse("intr 5"));
  }
}
