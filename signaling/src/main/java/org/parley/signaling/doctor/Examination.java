package org.parley.signaling.doctor;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.parley.signaling.config.AuthConfig;
import org.parley.signaling.config.Cidr;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.TurnConfig;
import org.parley.signaling.doctor.client.Wires;

/** Says what is wrong and which setting to change. Pure: everything it looks at is passed in. */
final class Examination {
  private static final int FEW_PORTS = 100;
  private static final int FORBIDDEN = 403;
  private static final int QUOTA_REACHED = 486;
  private static final int INSUFFICIENT_CAPACITY = 508;
  private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

  /** Networks that container engines make on their hosts. */
  private static final List<Cidr> BRIDGES =
      List.of(
          new Cidr(InetAddress.ofLiteral("172.16.0.0"), 12),
          new Cidr(InetAddress.ofLiteral("10.88.0.0"), 16),
          new Cidr(InetAddress.ofLiteral("192.168.65.0"), 24));

  private static final List<Cidr> INSIDE =
      List.of(
          new Cidr(InetAddress.ofLiteral("10.0.0.0"), 8),
          new Cidr(InetAddress.ofLiteral("172.16.0.0"), 12),
          new Cidr(InetAddress.ofLiteral("192.168.0.0"), 16),
          new Cidr(InetAddress.ofLiteral("100.64.0.0"), 10),
          new Cidr(InetAddress.ofLiteral("127.0.0.0"), 8),
          new Cidr(InetAddress.ofLiteral("169.254.0.0"), 16),
          new Cidr(InetAddress.ofLiteral("::1"), 128),
          new Cidr(InetAddress.ofLiteral("fc00::"), 7),
          new Cidr(InetAddress.ofLiteral("fe80::"), 10));

  private final ParleyConfig config;
  private final Surroundings surroundings;
  private final List<Finding> findings = new ArrayList<>();

  private Examination(ParleyConfig config, Surroundings surroundings) {
    this.config = config;
    this.surroundings = surroundings;
  }

  /** The worst first. */
  static List<Finding> of(
      ParleyConfig config, Surroundings surroundings, List<ProbeResult> results) {
    Examination examination = new Examination(config, surroundings);
    results.forEach(examination::examine);
    examination.examineRelayAddress(results);
    examination.examinePorts();
    examination.examineSecrets();
    examination.findings.addAll(CertificateCheck.of(config, surroundings));
    examination.examineMachine();
    return examination.findings.stream().sorted((a, b) -> b.level().compareTo(a.level())).toList();
  }

  private void examine(ProbeResult result) {
    if (!(result.outcome() instanceof ProbeResult.Failed(String reason, int code))) {
      return;
    }
    Target target = result.target();
    findings.add(
        Finding.problem(
            "TURN over %s at %s does not serve: %s. %s"
                .formatted(
                    target.name(), Text.of(target.address()), reason, remedy(target, code))));
  }

  private String remedy(Target target, int code) {
    return switch (code) {
      case FORBIDDEN ->
          "Does turn.peers.deny hold our own address? Then relays here cannot reach each other.";
      case QUOTA_REACHED -> "Raise turn.quota.allocations or turn.quota.allocationsPerUser.";
      case INSUFFICIENT_CAPACITY ->
          "No port of turn.relayPorts (%s) is free: widen it."
              .formatted(config.turn().relays().ports());
      default ->
          "Check %s, and whether a firewall of this machine closes the port%s."
              .formatted(
                  target.setting(),
                  target.kind() == Wires.Kind.UDP || target.kind() == Wires.Kind.DTLS
                      ? " or those of turn.relayPorts (" + config.turn().relays().ports() + ")"
                      : "");
    };
  }

  private void examineRelayAddress(List<ProbeResult> results) {
    List<InetAddress> relays =
        results.stream()
            .filter(result -> result.outcome() instanceof ProbeResult.Echoed)
            .map(result -> ((ProbeResult.Echoed) result.outcome()).relay().getAddress())
            .distinct()
            .toList();
    // On the loopback it is meant for this machine alone.
    if (relays.stream().allMatch(InetAddress::isLoopbackAddress)
        || relays.stream().anyMatch(relay -> !isInside(relay))) {
      return;
    }
    String shown = relays.stream().map(Text::of).collect(Collectors.joining(", "));
    String outside = outside();
    if (onlyBridge()) {
      findings.add(
          new Finding(
              outside.isEmpty() ? Finding.Level.WARNING : Finding.Level.PROBLEM,
              "Relays are announced at %s, the inner address of a container, which nobody outside of this host reaches: set media.announce (or turn.relayAddress) to the host's address and publish turn.relayPorts, or use the host's network."
                  .formatted(shown)));
    } else if (!outside.isEmpty()) {
      findings.add(
          Finding.problem(
              "Relays are at %s, which nobody outside of this network reaches, but %s: set turn.relayAddress or media.announce to the public address."
                  .formatted(shown, outside)));
    } else {
      findings.add(
          Finding.note(
              "Relays are at %s, which is right within this network. For clients from outside set turn.relayAddress or media.announce to the public address."
                  .formatted(shown)));
    }
  }

  /** Why clients are thought to come from outside; empty when they are not. */
  private String outside() {
    if (surroundings.own().stream().anyMatch(own -> !isInside(own))) {
      return "this machine has a public address";
    }
    for (InetAddress client : surroundings.clients()) {
      if (!isInside(client)) {
        return "a client came from " + Text.of(client);
      }
    }
    if (!config.server().trustedProxies().isEmpty()) {
      return "server.trustedProxies says that a reverse proxy brings clients";
    }
    return "";
  }

  private boolean onlyBridge() {
    List<InetAddress> reachable =
        surroundings.own().stream()
            .filter(own -> own instanceof Inet4Address && !own.isLoopbackAddress())
            .toList();
    return surroundings.container()
        && !reachable.isEmpty()
        && reachable.stream()
            .allMatch(own -> BRIDGES.stream().anyMatch(bridge -> bridge.contains(own)));
  }

  private void examinePorts() {
    int ports = config.turn().relays().ports().size();
    Integer quota = config.turn().quota().allocations();
    if (quota != null && quota > ports) {
      findings.add(
          Finding.warning(
              "turn.quota.allocations (%d) is more than turn.relayPorts (%s) has ports: widen it or lower the quota."
                  .formatted(quota, config.turn().relays().ports())));
    } else if (ports < FEW_PORTS) {
      findings.add(
          Finding.warning(
              "turn.relayPorts (%s) are only %d ports, and each relayed client takes one or two: widen it."
                  .formatted(config.turn().relays().ports(), ports)));
    }
  }

  private void examineSecrets() {
    TurnConfig.Credentials credentials = config.turn().credentials();
    if (credentials.secret() == null) {
      findings.add(
          Finding.note(
              "turn.secret is made at each start: credentials do not outlive a restart, and other programs cannot make any. Set it to change that."));
    }
    boolean reachable = !config.server().listen().getAddress().isLoopbackAddress();
    if (config.auth().mode() == AuthConfig.Mode.OPEN && reachable) {
      // The start warns of it, for rooms as well.
      findings.add(
          Finding.note(
              "auth.mode is open: anybody who reaches server.listen gets credentials for the relay. Set auth.mode: token and auth.keys."));
    }
  }

  private void examineMachine() {
    if (surroundings.receiveBytes() > 0
        && surroundings.receiveBytes() < Surroundings.WANTED_RECEIVE_BYTES) {
      findings.add(
          Finding.warning(
              "The kernel grants UDP sockets only %d bytes to receive (net.core.rmem_max), so bursts are lost: sysctl -w net.core.rmem_max=%d net.core.wmem_max=%d"
                  .formatted(
                      surroundings.receiveBytes(),
                      Surroundings.WANTED_RECEIVE_BYTES,
                      Surroundings.WANTED_RECEIVE_BYTES)));
    }
    if (surroundings.now().isBefore(surroundings.built().minus(CLOCK_TOLERANCE))) {
      findings.add(
          Finding.problem(
              "This machine's clock says %s, before this program was made: credentials expire by it. Set it."
                  .formatted(surroundings.now())));
    } else if (!surroundings.clockSynchronized()) {
      findings.add(
          Finding.note(
              "This machine's clock is not synchronized (systemd-timesyncd): credentials expire by it."));
    }
  }

  static boolean isInside(InetAddress address) {
    return INSIDE.stream().anyMatch(network -> network.contains(address));
  }
}
