package org.parley.signaling.doctor;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the machine and the clients are like.
 *
 * @param own addresses of this machine
 * @param container whether we run in one
 * @param receiveBytes that the kernel grants a socket that wants {@link #WANTED_RECEIVE_BYTES}; 0
 *     when that is not known
 * @param now by the clock that credentials expire by
 * @param built when this program was made
 * @param clockSynchronized false when the system says that it is not
 * @param hosts by which clients came over TLS
 * @param expectedHost by which they are to come; null when nobody has said
 * @param clients addresses of those who have relays
 * @param certificate that is shown; null without TLS
 */
public record Surroundings(
    List<InetAddress> own,
    boolean container,
    int receiveBytes,
    Instant now,
    Instant built,
    boolean clockSynchronized,
    Set<String> hosts,
    @Nullable String expectedHost,
    List<InetAddress> clients,
    @Nullable X509Certificate certificate) {
  static final int WANTED_RECEIVE_BYTES = 4 << 20;

  private static final Path TIMESYNC = Path.of("/run/systemd/timesync");

  public Surroundings {
    own = List.copyOf(own);
    hosts = Set.copyOf(hosts);
    clients = List.copyOf(clients);
  }

  static Surroundings look(
      Set<String> hosts,
      @Nullable String expectedHost,
      List<InetAddress> clients,
      @Nullable X509Certificate certificate) {
    return new Surroundings(
        Interfaces.addresses(),
        Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv")),
        grantedReceiveBytes(),
        Instant.now(),
        timeOfBuild(),
        !Files.isDirectory(TIMESYNC) || Files.exists(TIMESYNC.resolve("synchronized")),
        hosts,
        expectedHost,
        clients,
        certificate);
  }

  /** Asked of a socket: the kernel's own figure is not to be had everywhere. */
  private static int grantedReceiveBytes() {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.setReceiveBufferSize(WANTED_RECEIVE_BYTES);
      return socket.getReceiveBufferSize();
    } catch (SocketException _) {
      // Then it is not known.
      return 0;
    }
  }

  private static Instant timeOfBuild() {
    CodeSource source = Surroundings.class.getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? Instant.EPOCH
          : Files.getLastModifiedTime(Path.of(source.getLocation().toURI())).toInstant();
    } catch (IOException | URISyntaxException | IllegalArgumentException _) {
      // Not from a file: then the clock is believed.
      return Instant.EPOCH;
    }
  }
}
