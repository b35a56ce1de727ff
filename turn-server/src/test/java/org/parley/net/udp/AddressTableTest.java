package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullMarked
@Timeout(60)
class AddressTableTest {
  private static RemoteAddress address(int number) {
    RemoteAddress address = new RemoteAddress();
    if (number % 3 == 0) {
      address.set(0x20010db8L << 32, number / 1000, 1000 + number % 1000, 0);
    } else {
      address.setV4(0x0A000000 + number / 1000, 1000 + number % 1000);
    }
    return address;
  }

  @Test
  void findsWhatWasPutUnderACopyOfTheAddress() {
    AddressTable<String> table = new AddressTable<>();
    RemoteAddress reused = RemoteAddress.of(new InetSocketAddress("192.0.2.1", 5));
    table.put(reused, "ada");
    reused.setV4(1, 1);
    assertNull(table.get(reused));
    assertEquals("ada", table.get(RemoteAddress.of(new InetSocketAddress("192.0.2.1", 5))));
  }

  @Test
  void removesOnlyWhatBelongsThere() {
    AddressTable<Object> table = new AddressTable<>();
    Object first = new Object();
    Object second = new Object();
    table.put(address(1), first);
    table.put(address(1), second);
    assertEquals(1, table.size());
    assertFalse(table.remove(address(1), first));
    assertFalse(table.remove(address(2), second));
    assertTrue(table.remove(address(1), second));
    assertFalse(table.remove(address(1), second));
    assertEquals(0, table.size());
    assertNull(table.get(address(1)));
  }

  @Test
  void doesAsAMapDoes() {
    Random random = new Random(42);
    AddressTable<Integer> table = new AddressTable<>();
    Map<Integer, Integer> map = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      int number = random.nextInt(step % 50_000 < 25_000 ? 4000 : 50);
      Integer known = map.get(number);
      switch (random.nextInt(3)) {
        case 0 -> {
          Integer value = step;
          table.put(address(number), value);
          map.put(number, value);
        }
        case 1 -> {
          if (known != null) {
            assertTrue(table.remove(address(number), known));
            map.remove(number);
          }
        }
        default -> assertEquals(known, table.get(address(number)));
      }
      assertEquals(map.size(), table.size());
    }
    map.forEach((number, value) -> assertEquals(value, table.get(address(number))));
  }

  /**
   * Writers have addresses of their own, and check what they did; readers see what stays all the
   * time, and nothing that belongs to another address.
   */
  @Test
  void standsWritersAndReadersAtOnce() throws Exception {
    AddressTable<RemoteAddress> table = new AddressTable<>();
    for (int i = 0; i < 100; i++) {
      table.put(address(i), address(i));
    }
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<CompletableFuture<Void>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Random random = new Random(100 + i);
        readers.add(CompletableFuture.runAsync(() -> read(table, random, done), threads));
      }
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int from = 1000 * (i + 1);
        Random random = new Random(i);
        writers.add(CompletableFuture.runAsync(() -> write(table, random, from), threads));
      }
      try {
        for (CompletableFuture<Void> writer : writers) {
          writer.get(30, TimeUnit.SECONDS);
        }
      } finally {
        done.set(true);
      }
      for (CompletableFuture<Void> reader : readers) {
        reader.get(30, TimeUnit.SECONDS);
      }
    }
    assertEquals(100, table.size());
  }

  private static void read(AddressTable<RemoteAddress> table, Random random, AtomicBoolean done) {
    while (!done.get()) {
      RemoteAddress stays = address(random.nextInt(100));
      assertEquals(stays, table.get(stays));
      RemoteAddress comesAndGoes = address(1000 + random.nextInt(3000));
      RemoteAddress found = table.get(comesAndGoes);
      assertTrue(found == null || found.equals(comesAndGoes));
    }
  }

  private static void write(AddressTable<RemoteAddress> table, Random random, int from) {
    Map<Integer, RemoteAddress> mine = new HashMap<>();
    for (int step = 0; step < 100_000; step++) {
      int number = from + random.nextInt(1000);
      RemoteAddress known = mine.get(number);
      assertSame(known, table.get(address(number)));
      if (known == null) {
        RemoteAddress value = address(number);
        table.put(value, value);
        mine.put(number, value);
      } else {
        assertTrue(table.remove(address(number), known));
        mine.remove(number);
      }
    }
    mine.forEach((number, value) -> assertTrue(table.remove(address(number), value)));
  }
}
