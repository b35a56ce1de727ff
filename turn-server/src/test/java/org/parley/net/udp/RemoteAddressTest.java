package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class RemoteAddressTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          192.0.2.1,       1,     0,                  ffffc0000201
          255.255.255.255, 65535, 0,                  ffffffffffff
          0.0.0.0,         0,     0,                  ffff00000000
          2001:db8::1:2,   3478,  20010db800000000,   10002
          fe80::ff:1,      50000, fe80000000000000,   ff0001
          ::1,             9,     0,                  1
          """)
  void keepsTheBitsOfAddresses(String host, int port, String high, String low) throws Exception {
    InetSocketAddress socket = new InetSocketAddress(InetAddress.getByName(host), port);
    RemoteAddress address = RemoteAddress.of(socket);
    assertEquals(Long.parseUnsignedLong(high, 16), address.high());
    assertEquals(Long.parseUnsignedLong(low, 16), address.low());
    assertEquals(port, address.port());
    assertEquals(host.contains("."), address.isV4());
    assertEquals(socket, address.toInetSocketAddress());
    assertEquals(address, address.copy());
    assertEquals(address.hashCode(), address.copy().hashCode());
    assertEquals(address, throughASystemCall(address));
  }

  private static RemoteAddress throughASystemCall(RemoteAddress address) {
    SocketAddresses family = address.isV4() ? SocketAddresses.V4 : SocketAddresses.V6;
    assertTrue(family.takes(address));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64, 8).fill((byte) 0x5A);
      family.write(memory, 32, address);
      RemoteAddress read = new RemoteAddress();
      family.read(memory, 32, read);
      return read;
    }
  }

  @Test
  void theScopeOfALinkLocalAddressSurvives() throws Exception {
    byte[] bytes = InetAddress.getByName("fe80::1").getAddress();
    InetSocketAddress scoped =
        new InetSocketAddress(Inet6Address.getByAddress(null, bytes, 3), 5000);
    RemoteAddress address = throughASystemCall(RemoteAddress.of(scoped)).copy();
    assertEquals(3, ((Inet6Address) address.toInetSocketAddress().getAddress()).getScopeId());
    assertNotEquals(
        address, RemoteAddress.of(new InetSocketAddress(InetAddress.getByAddress(bytes), 5000)));
  }

  @Test
  void copiesStayWhenTheOriginalIsUsedAgain() {
    RemoteAddress reused = RemoteAddress.of(new InetSocketAddress("192.0.2.1", 5));
    RemoteAddress kept = reused.copy();
    reused.set(new InetSocketAddress("2001:db8::1", 6));
    assertEquals("/192.0.2.1:5", kept.toString());
    assertNotEquals(reused, kept);
    assertFalse(reused.isV4());
    assertThrows(
        IllegalArgumentException.class,
        () -> RemoteAddress.of(InetSocketAddress.createUnresolved("nowhere.invalid", 1)));
  }

  @Test
  void neighboursSpreadOverATable() {
    Set<Integer> low = new HashSet<>();
    RemoteAddress address = new RemoteAddress();
    for (int host = 0; host < 16; host++) {
      for (int port = 0; port < 256; port++) {
        address.setV4(0x0A000000 + host, 50_000 + port);
        low.add(address.hashCode() & 0xFFFF);
      }
    }
    // 4096 into 65536 places: about 3,970 different ones if they fall at random.
    assertTrue(low.size() > 3800, low.size() + " places");
  }
}
