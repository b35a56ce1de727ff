package org.parley.signaling.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the process that listens where a URL points, if that is on this machine: its sockets by the
 * port in {@code /proc/net/tcp}, their owner by the links in {@code /proc/PID/fd}.
 */
public final class Listener {
  private static final String LISTENING = "0A";
  private static final int STATE = 3;
  private static final int INODE = 9;

  private Listener() {}

  /** Empty for another machine, another user's process, or without {@code /proc}. */
  public static Optional<Long> pidOf(URI url) {
    if (url.getHost() == null || !isLocal(url.getHost())) {
      return Optional.empty();
    }
    Set<String> inodes = new HashSet<>();
    Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .map(Path::of)
        .filter(Files::isReadable)
        .forEach(table -> inodes.addAll(read(table, port(url))));
    return inodes.isEmpty() ? Optional.empty() : owner(inodes);
  }

  static int port(URI url) {
    if (url.getPort() > 0) {
      return url.getPort();
    }
    return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
  }

  private static boolean isLocal(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }

  private static Set<String> read(Path table, int port) {
    try (Stream<String> lines = Files.lines(table)) {
      return inodes(lines, port);
    } catch (IOException e) {
      return Set.of();
    }
  }

  /** The inodes of the sockets that listen on the port; the first line is the table's head. */
  static Set<String> inodes(Stream<String> lines, int port) {
    String suffix = ":%04X".formatted(port);
    Set<String> inodes = new HashSet<>();
    lines
        .skip(1)
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > INODE)
        .filter(columns -> columns[1].endsWith(suffix) && columns[STATE].equals(LISTENING))
        .forEach(columns -> inodes.add("socket:[" + columns[INODE] + "]"));
    return inodes;
  }

  /** The first process by number, which is the parent where workers share the socket. */
  private static Optional<Long> owner(Set<String> inodes) {
    long self = ProcessHandle.current().pid();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("[0-9]+"))
          .map(Long::valueOf)
          .filter(pid -> pid != self)
          .sorted()
          .filter(pid -> holds(pid, inodes))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean holds(long pid, Set<String> inodes) {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.anyMatch(file -> inodes.contains(target(file)));
    } catch (IOException | UncheckedIOException e) {
      // Another user's process, or one that has just ended: not one that we could measure.
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
