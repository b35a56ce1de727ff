package org.parley.signaling.turn;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.parley.net.udp.UdpOptions;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.config.Cidr;
import org.parley.signaling.config.MediaConfig;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.PortRange;
import org.parley.signaling.config.Secret;
import org.parley.signaling.config.TurnConfig;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.net.TurnServerConfig;
import org.parley.turn.peers.Network;
import org.parley.turn.relay.AlternateServers;

/** Makes the server's own configuration of ours. What is random stays the same for a process. */
final class TurnSettings {
  private static final Duration NONCE_LIFETIME = Duration.ofHours(1);
  private static final Duration ALLOCATION_LIFETIME = Duration.ofHours(1);
  private static final int KEY_BYTES = 32;
  private static final int BITS = 8;

  private final byte[] nonceKey = random();
  private final String randomSecret = HexFormat.of().formatHex(random());

  TurnServerConfig server(ParleyConfig config) {
    TurnConfig turn = config.turn();
    MediaConfig media = config.media();
    PortRange ports = turn.relays().ports();
    return new TurnServerConfig(
        new TurnServerConfig.Sockets(
            turn.listen(),
            turn.tlsListen(),
            turn.secondAddress(),
            new TurnServerConfig.Relays(
                turn.relays().address(), media.announce(), ports.first(), ports.last()),
            turn.loops(),
            new UdpOptions(
                    media.transport() == MediaConfig.Transport.AUTO,
                    media.segmentation() == MediaConfig.Segmentation.AUTO)
                .withGathering(turn.gatherMicros() * 1_000L),
            turn.shortcut() == TurnConfig.Shortcut.AUTO),
        policy(turn));
  }

  TurnServerConfig.Policy policy(TurnConfig turn) {
    return new TurnServerConfig.Policy(
        auth(turn.credentials()),
        new TurnServerConfig.Peers(networks(turn.peers().allow()), networks(turn.peers().deny())),
        limits(turn),
        new AlternateServers(
            turn.alternates().servers().stream()
                .map(server -> new AlternateServers.Server(server, null))
                .toList(),
            turn.alternates().always()),
        turn.tcpRelays(),
        turn.mobility());
  }

  IceServers.Signer signer(TurnConfig.Credentials credentials) {
    return new IceServers.Signer(secret(credentials), credentials.lifetime());
  }

  private AuthConfig auth(TurnConfig.Credentials credentials) {
    List<String> secrets = new ArrayList<>();
    secrets.add(secret(credentials));
    credentials.previousSecrets().forEach(previous -> secrets.add(previous.value()));
    Map<String, String> users = new HashMap<>();
    credentials.users().forEach((name, password) -> users.put(name, password.value()));
    return new AuthConfig(credentials.realm(), secrets, users, NONCE_LIFETIME, nonceKey);
  }

  private String secret(TurnConfig.Credentials credentials) {
    Secret secret = credentials.secret();
    return secret == null ? randomSecret : secret.value();
  }

  private static TurnServerConfig.Limits limits(TurnConfig turn) {
    TurnConfig.Quota quota = turn.quota();
    Integer allocations = quota.allocations();
    Long bandwidth = quota.bandwidth();
    return new TurnServerConfig.Limits(
        allocations == null ? turn.relays().ports().size() : allocations,
        quota.allocationsPerUser(),
        quota.permissionsPerAllocation(),
        quota.channelsPerAllocation(),
        quota.connectionsPerAllocation(),
        bytes(quota.bandwidthPerAllocation()),
        bandwidth == null ? 0 : bytes(bandwidth),
        ALLOCATION_LIFETIME);
  }

  /** A little is not nothing: that would be no limit. */
  private static long bytes(long bits) {
    return Math.max(1, bits / BITS);
  }

  private static List<Network> networks(List<Cidr> networks) {
    return networks.stream().map(network -> Network.parse(network.toString())).toList();
  }

  private static byte[] random() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
