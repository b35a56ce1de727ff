package org.parley.signaling.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** Datagrams that our own sockets had no room for, so that they are not blamed on the server. */
public final class SocketDrops {
  private SocketDrops() {}

  public static long of(Set<Integer> localPorts) {
    return Stream.of("/proc/net/udp", "/proc/net/udp6")
        .map(Path::of)
        .filter(Files::isReadable)
        .mapToLong(table -> read(table, localPorts))
        .sum();
  }

  private static long read(Path table, Set<Integer> localPorts) {
    try (Stream<String> lines = Files.lines(table)) {
      return lines.skip(1).mapToLong(line -> drops(line, localPorts)).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  /** The second column is the local address and port in hexadecimal, the last one the drops. */
  static long drops(String line, Set<Integer> localPorts) {
    String[] columns = line.strip().split("\\s+");
    if (columns.length < 13) {
      return 0;
    }
    int port = Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16);
    return localPorts.contains(port) ? Long.parseLong(columns[columns.length - 1]) : 0;
  }
}
