package org.parley.signaling.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the records, once everything is known, and checks what concerns more than one key. */
final class ConfigBuilder {
  private final Settings settings;
  private final List<String> problems;

  ConfigBuilder(Map<Key<?>, Given> given, List<String> problems) {
    this.settings = new Settings(given, problems);
    this.problems = problems;
  }

  /** Null when there are problems. */
  @Nullable Reading build() {
    TlsConfig tls = tls();
    AuthConfig auth = auth();
    ServerConfig server =
        new ServerConfig(
            settings.get(Keys.SERVER_LISTEN),
            tls,
            settings.get(Keys.SERVER_TRUSTED_PROXIES),
            settings.get(Keys.SERVER_ALLOWED_ORIGINS),
            settings.get(Keys.SERVER_DRAIN_SECONDS));
    ParleyConfig config =
        new ParleyConfig(
            server,
            media(),
            new CryptoConfig(settings.get(Keys.CRYPTO_PROVIDER)),
            turn(),
            auth,
            limits(),
            new LogConfig(settings.get(Keys.LOG_LEVEL)));
    TurnConfig turn = config.turn();
    PortConflicts conflicts =
        new PortConflicts(settings)
            .add(Keys.SERVER_LISTEN, server.listen(), false)
            .add(Keys.MEDIA_LISTEN, config.media().listen(), true);
    if (turn.enabled()) {
      conflicts
          .add(Keys.TURN_LISTEN, turn.listen(), true)
          .add(Keys.TURN_TLS_LISTEN, turn.tlsListen(), true);
    }
    if (problems.isEmpty()) {
      problems.addAll(conflicts.problems());
      checkTurn(turn);
    }
    return problems.isEmpty() ? new Reading(config, settings.read()) : null;
  }

  private TlsConfig tls() {
    TlsConfig.Mode mode = settings.get(Keys.SERVER_TLS_MODE);
    Path certificate = settings.find(Keys.SERVER_TLS_CERTIFICATE);
    Path key = settings.find(Keys.SERVER_TLS_KEY);
    if (mode == TlsConfig.Mode.FILES && (certificate == null || key == null)) {
      problems.add(
          settings.place(Keys.SERVER_TLS_MODE)
              + "server.tls.mode: \"files\" needs server.tls.certificate and server.tls.key");
      return new TlsConfig(TlsConfig.Mode.OFF, null, null);
    }
    return new TlsConfig(mode, certificate, key);
  }

  private AuthConfig auth() {
    AuthConfig.Mode mode = settings.get(Keys.AUTH_MODE);
    Map<String, Secret> keys = settings.get(Keys.AUTH_KEYS);
    if (mode == AuthConfig.Mode.TOKEN && keys.isEmpty()) {
      problems.add(
          settings.place(Keys.AUTH_MODE)
              + "auth.mode: \"token\" needs at least one key in auth.keys");
      return new AuthConfig(AuthConfig.Mode.OPEN, keys);
    }
    return new AuthConfig(mode, keys);
  }

  private MediaConfig media() {
    return new MediaConfig(
        settings.get(Keys.MEDIA_LISTEN),
        settings.get(Keys.MEDIA_ANNOUNCE),
        settings.get(Keys.MEDIA_IPV6),
        settings.get(Keys.MEDIA_LOOPS),
        settings.get(Keys.MEDIA_TRANSPORT),
        settings.get(Keys.MEDIA_SEGMENTATION));
  }

  private TurnConfig turn() {
    return new TurnConfig(
        settings.get(Keys.TURN_ENABLED),
        settings.get(Keys.TURN_LISTEN),
        settings.find(Keys.TURN_TLS_LISTEN),
        settings.find(Keys.TURN_SECOND_ADDRESS),
        new TurnConfig.Relays(
            settings.find(Keys.TURN_RELAY_ADDRESS), settings.get(Keys.TURN_RELAY_PORTS)),
        settings.get(Keys.TURN_LOOPS),
        settings.get(Keys.TURN_GATHER_MICROS),
        settings.get(Keys.TURN_SHORTCUT),
        settings.get(Keys.TURN_TCP_RELAYS),
        settings.get(Keys.TURN_MOBILITY),
        new TurnConfig.Alternates(
            settings.get(Keys.TURN_ALTERNATES_SERVERS), settings.get(Keys.TURN_ALTERNATES_ALWAYS)),
        credentials(),
        new TurnConfig.Peers(
            settings.get(Keys.TURN_PEERS_ALLOW), settings.get(Keys.TURN_PEERS_DENY)),
        new TurnConfig.Quota(
            settings.find(Keys.TURN_QUOTA_ALLOCATIONS),
            settings.get(Keys.TURN_QUOTA_ALLOCATIONS_PER_USER),
            settings.find(Keys.TURN_QUOTA_BANDWIDTH),
            settings.get(Keys.TURN_QUOTA_BANDWIDTH_PER_ALLOCATION),
            settings.get(Keys.TURN_QUOTA_PERMISSIONS),
            settings.get(Keys.TURN_QUOTA_CHANNELS),
            settings.get(Keys.TURN_QUOTA_CONNECTIONS)));
  }

  private TurnConfig.Credentials credentials() {
    Map<String, Secret> users = settings.get(Keys.TURN_USERS);
    for (String name : users.keySet()) {
      // A name that reads as an expiry would be taken for one.
      if (name.isEmpty() || name.length() > 128 || name.matches("[0-9]+(:.*)?")) {
        problems.add(
            settings.place(Keys.TURN_USERS)
                + "turn.users: the name \""
                + name
                + "\" is not allowed; allowed: 1 to 128 characters that do not begin as an expiry"
                + " does (digits and a colon)");
      }
    }
    return new TurnConfig.Credentials(
        settings.get(Keys.TURN_REALM),
        settings.find(Keys.TURN_SECRET),
        settings.get(Keys.TURN_PREVIOUS_SECRETS),
        settings.get(Keys.TURN_CREDENTIAL_LIFETIME),
        users);
  }

  private void checkTurn(TurnConfig turn) {
    if (!turn.enabled()) {
      return;
    }
    if (turn.secondAddress() != null && turn.secondAddress().equals(turn.listen().getAddress())) {
      // RFC 5780 section 6: responses come from either of two addresses.
      problems.add(
          settings.place(Keys.TURN_SECOND_ADDRESS)
              + "turn.secondAddress: it must be another address than that of turn.listen");
    }
  }

  private LimitsConfig limits() {
    return new LimitsConfig(
        settings.get(Keys.LIMITS_ROOMS),
        settings.get(Keys.LIMITS_PARTICIPANTS_PER_ROOM),
        settings.get(Keys.LIMITS_PARTICIPANTS),
        settings.get(Keys.LIMITS_MESSAGES_PER_SECOND),
        settings.get(Keys.LIMITS_MESSAGE_BYTES),
        settings.get(Keys.LIMITS_QUEUED_BYTES),
        settings.get(Keys.LIMITS_RESUME_SECONDS),
        settings.get(Keys.LIMITS_SLOTS),
        settings.get(Keys.LIMITS_CONNECTIONS),
        settings.get(Keys.LIMITS_HANDSHAKES),
        settings.get(Keys.LIMITS_DATA_MESSAGE_BYTES),
        settings.get(Keys.LIMITS_DATA_CHANNELS),
        settings.get(Keys.LIMITS_CHAT_MESSAGES));
  }
}
