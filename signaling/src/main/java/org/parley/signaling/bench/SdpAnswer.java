package org.parley.signaling.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCredentials;

/**
 * What a client needs of an answer, whose media are bundled on one transport.
 *
 * @param candidates of UDP, the preferred one first
 */
record SdpAnswer(IceCredentials ice, Fingerprint fingerprint, List<InetSocketAddress> candidates) {

  sealed interface Parse {
    record Parsed(SdpAnswer answer) implements Parse {}

    record Malformed(String reason) implements Parse {}
  }

  private record Candidate(InetSocketAddress address, long priority) {}

  static Parse parse(String sdp) {
    String ufrag = null;
    String password = null;
    Fingerprint fingerprint = null;
    List<Candidate> candidates = new ArrayList<>();
    for (String line : sdp.split("\r?\n", -1)) {
      if (ufrag == null && line.startsWith("a=ice-ufrag:")) {
        ufrag = line.substring("a=ice-ufrag:".length()).strip();
      } else if (password == null && line.startsWith("a=ice-pwd:")) {
        password = line.substring("a=ice-pwd:".length()).strip();
      } else if (fingerprint == null && line.startsWith("a=fingerprint:")) {
        fingerprint = fingerprint(line.substring("a=fingerprint:".length()).strip());
      } else if (line.startsWith("a=candidate:")) {
        Candidate candidate = candidate(line.strip().split(" +"));
        if (candidate != null) {
          candidates.add(candidate);
        }
      } else if (line.startsWith("m=") && line.split(" ", 3).length < 3) {
        return new Parse.Malformed("bad line: " + line);
      }
    }
    if (ufrag == null || password == null) {
      return new Parse.Malformed("no ICE credentials");
    }
    if (fingerprint == null) {
      return new Parse.Malformed("no SHA-256 fingerprint");
    }
    if (candidates.isEmpty()) {
      return new Parse.Malformed("no UDP candidate");
    }
    List<InetSocketAddress> addresses =
        candidates.stream()
            .sorted(Comparator.comparingLong(Candidate::priority).reversed())
            .map(Candidate::address)
            .distinct()
            .toList();
    return new Parse.Parsed(
        new SdpAnswer(new IceCredentials(ufrag, password), fingerprint, addresses));
  }

  private static @Nullable Fingerprint fingerprint(String value) {
    String[] parts = value.split(" ", 2);
    return parts.length == 2 && parts[0].equalsIgnoreCase("sha-256")
        ? new Fingerprint("sha-256", parts[1].strip().toUpperCase(Locale.ROOT))
        : null;
  }

  /** RFC 8839 §5.1: foundation, component, transport, priority, address, port. Null if unusable. */
  private static @Nullable Candidate candidate(String[] parts) {
    if (parts.length < 8 || !parts[1].equals("1") || !parts[2].equalsIgnoreCase("udp")) {
      return null;
    }
    // Host names and mDNS names are never resolved.
    if (!parts[4].matches("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*")) {
      return null;
    }
    try {
      long priority = Long.parseLong(parts[3]);
      int port = Integer.parseInt(parts[5]);
      if (port < 1 || port > 65535) {
        return null;
      }
      InetAddress address = InetAddress.getByName(parts[4]);
      return new Candidate(new InetSocketAddress(address, port), priority);
    } catch (NumberFormatException | UnknownHostException e) {
      return null;
    }
  }
}
