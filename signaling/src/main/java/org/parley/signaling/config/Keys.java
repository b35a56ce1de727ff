package org.parley.signaling.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Every setting that exists, with its default. */
final class Keys {
  static final Key.Single<InetSocketAddress> SERVER_LISTEN =
      new Key.Single<>("server.listen", ValueTypes.LISTEN, "0.0.0.0:8080");
  static final Key.Single<TlsConfig.Mode> SERVER_TLS_MODE =
      new Key.Single<>("server.tls.mode", ValueTypes.tlsMode(), "off");
  static final Key.Single<Path> SERVER_TLS_CERTIFICATE =
      new Key.Single<>("server.tls.certificate", ValueTypes.FILE, "");
  static final Key.Single<Path> SERVER_TLS_KEY =
      new Key.Single<>("server.tls.key", ValueTypes.FILE, "");
  static final Key.Many<Cidr> SERVER_TRUSTED_PROXIES =
      new Key.Many<>("server.trustedProxies", ValueTypes.NETWORK);
  static final Key.Many<String> SERVER_ALLOWED_ORIGINS =
      new Key.Many<>("server.allowedOrigins", ValueTypes.ORIGIN);
  static final Key.Single<Duration> SERVER_DRAIN_SECONDS =
      new Key.Single<>("server.drainSeconds", ValueTypes.DURATION, "10");

  static final Key.Single<InetSocketAddress> MEDIA_LISTEN =
      new Key.Single<>("media.listen", ValueTypes.LISTEN, "0.0.0.0:10000");
  static final Key.Many<InetAddress> MEDIA_ANNOUNCE =
      new Key.Many<>("media.announce", ValueTypes.ADDRESS);
  static final Key.Single<Boolean> MEDIA_IPV6 =
      new Key.Single<>("media.ipv6", ValueTypes.SWITCH, "true");
  static final Key.Single<Integer> MEDIA_LOOPS =
      new Key.Single<>("media.loops", ValueTypes.number(0, 256), "0");
  static final Key.Single<MediaConfig.Transport> MEDIA_TRANSPORT =
      new Key.Single<>("media.transport", ValueTypes.choice(MediaConfig.Transport.class), "auto");
  static final Key.Single<MediaConfig.Segmentation> MEDIA_SEGMENTATION =
      new Key.Single<>(
          "media.segmentation", ValueTypes.choice(MediaConfig.Segmentation.class), "auto");

  static final Key.Single<CryptoConfig.Provider> CRYPTO_PROVIDER =
      new Key.Single<>("crypto.provider", ValueTypes.choice(CryptoConfig.Provider.class), "auto");

  static final Key.Single<Boolean> TURN_ENABLED =
      new Key.Single<>("turn.enabled", ValueTypes.SWITCH, "true");
  static final Key.Single<InetSocketAddress> TURN_LISTEN =
      new Key.Single<>("turn.listen", ValueTypes.LISTEN, "0.0.0.0:3478");
  static final Key.Single<InetSocketAddress> TURN_TLS_LISTEN =
      new Key.Single<>("turn.tlsListen", ValueTypes.LISTEN, "");
  static final Key.Single<InetAddress> TURN_RELAY_ADDRESS =
      new Key.Single<>("turn.relayAddress", ValueTypes.ADDRESS, "");
  static final Key.Single<PortRange> TURN_RELAY_PORTS =
      new Key.Single<>("turn.relayPorts", ValueTypes.PORTS, "49152-65535");
  static final Key.Single<InetAddress> TURN_SECOND_ADDRESS =
      new Key.Single<>("turn.secondAddress", ValueTypes.ADDRESS, "");
  static final Key.Single<Integer> TURN_LOOPS =
      new Key.Single<>("turn.loops", ValueTypes.number(0, 64), "0");
  static final Key.Single<Integer> TURN_GATHER_MICROS =
      new Key.Single<>("turn.gatherMicros", ValueTypes.number(0, 1_000), "200");
  static final Key.Single<TurnConfig.Shortcut> TURN_SHORTCUT =
      new Key.Single<>("turn.shortcut", ValueTypes.choice(TurnConfig.Shortcut.class), "auto");
  static final Key.Single<Boolean> TURN_TCP_RELAYS =
      new Key.Single<>("turn.tcpRelays", ValueTypes.SWITCH, "true");
  static final Key.Single<Boolean> TURN_MOBILITY =
      new Key.Single<>("turn.mobility", ValueTypes.SWITCH, "true");
  static final Key.Many<InetSocketAddress> TURN_ALTERNATES_SERVERS =
      new Key.Many<>("turn.alternates.servers", ValueTypes.SERVER);
  static final Key.Single<Boolean> TURN_ALTERNATES_ALWAYS =
      new Key.Single<>("turn.alternates.always", ValueTypes.SWITCH, "false");
  static final Key.Single<String> TURN_REALM =
      new Key.Single<>("turn.realm", ValueTypes.REALM, "parley");
  static final Key.Single<Secret> TURN_SECRET =
      new Key.Single<>("turn.secret", ValueTypes.SHARED_SECRET, "");
  static final Key.Many<Secret> TURN_PREVIOUS_SECRETS =
      new Key.Many<>("turn.previousSecrets", ValueTypes.SHARED_SECRET);
  static final Key.Single<Duration> TURN_CREDENTIAL_LIFETIME =
      new Key.Single<>("turn.credentialLifetime", ValueTypes.LIFETIME, "12h");
  static final Key.Named<Secret> TURN_USERS = new Key.Named<>("turn.users", ValueTypes.PASSWORD);
  static final Key.Many<Cidr> TURN_PEERS_ALLOW =
      new Key.Many<>("turn.peers.allow", ValueTypes.NETWORK);
  static final Key.Many<Cidr> TURN_PEERS_DENY =
      new Key.Many<>("turn.peers.deny", ValueTypes.NETWORK);
  static final Key.Single<Integer> TURN_QUOTA_ALLOCATIONS =
      new Key.Single<>("turn.quota.allocations", ValueTypes.number(1, 1_000_000), "");
  static final Key.Single<Integer> TURN_QUOTA_ALLOCATIONS_PER_USER =
      new Key.Single<>("turn.quota.allocationsPerUser", ValueTypes.number(1, 1_000_000), "30");
  static final Key.Single<Long> TURN_QUOTA_BANDWIDTH =
      new Key.Single<>("turn.quota.bandwidth", ValueTypes.BIT_RATE, "");
  static final Key.Single<Long> TURN_QUOTA_BANDWIDTH_PER_ALLOCATION =
      new Key.Single<>("turn.quota.bandwidthPerAllocation", ValueTypes.BIT_RATE, "20Mbit");
  static final Key.Single<Integer> TURN_QUOTA_PERMISSIONS =
      new Key.Single<>("turn.quota.permissionsPerAllocation", ValueTypes.number(1, 10_000), "64");
  static final Key.Single<Integer> TURN_QUOTA_CHANNELS =
      new Key.Single<>("turn.quota.channelsPerAllocation", ValueTypes.number(1, 4_096), "64");
  static final Key.Single<Integer> TURN_QUOTA_CONNECTIONS =
      new Key.Single<>("turn.quota.connectionsPerAllocation", ValueTypes.number(1, 1_000), "16");

  static final Key.Single<AuthConfig.Mode> AUTH_MODE =
      new Key.Single<>("auth.mode", ValueTypes.choice(AuthConfig.Mode.class), "open");
  static final Key.Named<Secret> AUTH_KEYS = new Key.Named<>("auth.keys", ValueTypes.KEY);

  static final Key.Single<Integer> LIMITS_ROOMS =
      new Key.Single<>("limits.rooms", ValueTypes.number(1, 1_000_000), "1000");
  static final Key.Single<Integer> LIMITS_PARTICIPANTS_PER_ROOM =
      new Key.Single<>("limits.participantsPerRoom", ValueTypes.number(1, 100_000), "500");
  static final Key.Single<Integer> LIMITS_PARTICIPANTS =
      new Key.Single<>("limits.participants", ValueTypes.number(1, 1_000_000), "2000");
  static final Key.Single<Integer> LIMITS_MESSAGES_PER_SECOND =
      new Key.Single<>("limits.messagesPerSecond", ValueTypes.number(1, 100_000), "50");
  static final Key.Single<Integer> LIMITS_MESSAGE_BYTES =
      new Key.Single<>("limits.messageBytes", ValueTypes.bytes(1024, 1 << 20), "64KiB");
  static final Key.Single<Integer> LIMITS_QUEUED_BYTES =
      new Key.Single<>("limits.queuedBytes", ValueTypes.bytes(1 << 16, 1 << 28), "1MiB");
  static final Key.Single<Duration> LIMITS_RESUME_SECONDS =
      new Key.Single<>("limits.resumeSeconds", ValueTypes.DURATION, "30");
  static final Key.Single<Integer> LIMITS_SLOTS =
      new Key.Single<>("limits.slotsPerParticipant", ValueTypes.number(1, 1_000), "32");
  static final Key.Single<Integer> LIMITS_CONNECTIONS =
      new Key.Single<>("limits.connections", ValueTypes.number(1, 1_000_000), "10000");
  static final Key.Single<Integer> LIMITS_HANDSHAKES =
      new Key.Single<>("limits.halfOpenHandshakes", ValueTypes.number(1, 100_000), "1000");
  static final Key.Single<Integer> LIMITS_DATA_MESSAGE_BYTES =
      new Key.Single<>("limits.dataMessageBytes", ValueTypes.bytes(1024, 1 << 18), "256KiB");
  static final Key.Single<Integer> LIMITS_DATA_CHANNELS =
      new Key.Single<>("limits.dataChannels", ValueTypes.number(1, 2_048), "1024");
  static final Key.Single<Integer> LIMITS_CHAT_MESSAGES =
      new Key.Single<>("limits.chatMessages", ValueTypes.number(0, 10_000), "200");

  static final Key.Single<LogConfig.Level> LOG_LEVEL =
      new Key.Single<>("log.level", ValueTypes.choice(LogConfig.Level.class), "info");

  static final List<Key<?>> ALL =
      List.of(
          SERVER_LISTEN,
          SERVER_TLS_MODE,
          SERVER_TLS_CERTIFICATE,
          SERVER_TLS_KEY,
          SERVER_TRUSTED_PROXIES,
          SERVER_ALLOWED_ORIGINS,
          SERVER_DRAIN_SECONDS,
          MEDIA_LISTEN,
          MEDIA_ANNOUNCE,
          MEDIA_IPV6,
          MEDIA_LOOPS,
          MEDIA_TRANSPORT,
          MEDIA_SEGMENTATION,
          CRYPTO_PROVIDER,
          TURN_ENABLED,
          TURN_LISTEN,
          TURN_TLS_LISTEN,
          TURN_RELAY_ADDRESS,
          TURN_RELAY_PORTS,
          TURN_SECOND_ADDRESS,
          TURN_LOOPS,
          TURN_GATHER_MICROS,
          TURN_SHORTCUT,
          TURN_TCP_RELAYS,
          TURN_MOBILITY,
          TURN_ALTERNATES_SERVERS,
          TURN_ALTERNATES_ALWAYS,
          TURN_REALM,
          TURN_SECRET,
          TURN_PREVIOUS_SECRETS,
          TURN_CREDENTIAL_LIFETIME,
          TURN_USERS,
          TURN_PEERS_ALLOW,
          TURN_PEERS_DENY,
          TURN_QUOTA_ALLOCATIONS,
          TURN_QUOTA_ALLOCATIONS_PER_USER,
          TURN_QUOTA_BANDWIDTH,
          TURN_QUOTA_BANDWIDTH_PER_ALLOCATION,
          TURN_QUOTA_PERMISSIONS,
          TURN_QUOTA_CHANNELS,
          TURN_QUOTA_CONNECTIONS,
          AUTH_MODE,
          AUTH_KEYS,
          LIMITS_ROOMS,
          LIMITS_PARTICIPANTS_PER_ROOM,
          LIMITS_PARTICIPANTS,
          LIMITS_MESSAGES_PER_SECOND,
          LIMITS_MESSAGE_BYTES,
          LIMITS_QUEUED_BYTES,
          LIMITS_RESUME_SECONDS,
          LIMITS_SLOTS,
          LIMITS_CONNECTIONS,
          LIMITS_HANDSHAKES,
          LIMITS_DATA_MESSAGE_BYTES,
          LIMITS_DATA_CHANNELS,
          LIMITS_CHAT_MESSAGES,
          LOG_LEVEL);

  /** Those that a running server takes over when they change. */
  static final Set<Key<?>> RELOADED =
      Set.of(
          TURN_REALM,
          TURN_SECRET,
          TURN_PREVIOUS_SECRETS,
          TURN_CREDENTIAL_LIFETIME,
          TURN_USERS,
          TURN_PEERS_ALLOW,
          TURN_PEERS_DENY,
          TURN_QUOTA_ALLOCATIONS,
          TURN_QUOTA_ALLOCATIONS_PER_USER,
          TURN_QUOTA_BANDWIDTH,
          TURN_QUOTA_BANDWIDTH_PER_ALLOCATION,
          TURN_QUOTA_PERMISSIONS,
          TURN_QUOTA_CHANNELS,
          TURN_QUOTA_CONNECTIONS,
          TURN_ALTERNATES_SERVERS,
          TURN_ALTERNATES_ALWAYS,
          TURN_TCP_RELAYS,
          TURN_MOBILITY,
          AUTH_KEYS,
          LOG_LEVEL);

  private Keys() {}
}
