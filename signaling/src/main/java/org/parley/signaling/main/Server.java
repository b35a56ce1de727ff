package org.parley.signaling.main;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.auth.AuthKey;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.auth.TokenClaims;
import org.parley.signaling.auth.TokenIssuer;
import org.parley.signaling.config.AuthConfig;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.Secret;
import org.parley.signaling.http.FrontDoor;
import org.parley.signaling.room.SignalingService;
import org.parley.signaling.whip.WhipHandler;

/** Starts the parts, each after those that it needs. */
final class Server implements Programs {
  @Override
  public int serve(ParleyConfig config, boolean check) throws Exception {
    Logging.setUp(config.log());
    Assembly assembly = new Assembly(config);
    try {
      FrontDoor door = start(config, assembly);
      if (check) {
        assembly.lifecycle().stopParts();
        System.out.println("Everything starts with this configuration.");
        return 0;
      }
      assembly.lifecycle().stopOnSignals();
      System.out.println(
          "Parley is ready: open " + String.join(" or ", assembly.urls(door.address())));
    } catch (Exception e) {
      assembly.lifecycle().stopParts();
      throw e;
    }
    assembly.lifecycle().awaitStop();
    return 0;
  }

  /** Starts everything, the door last. */
  static FrontDoor start(ParleyConfig config, Assembly assembly) throws Exception {
    StunPart stun = new StunPart(config, assembly);
    IceServers iceServers = stun.start();
    SignalingService.Clocks clocks = SignalingService.Clocks.system();
    Authenticator authenticator = authenticator(config.auth());
    SignalingService signaling =
        new SignalingService(
            new SignalingService.Parts(
                new MediaPart(config, assembly).start(),
                authenticator,
                iceServers,
                config.limits(),
                clocks));
    assembly.lifecycle().drainUntil(() -> signaling.roomCount() == 0);
    signaling.register(assembly.metrics());
    assembly.addSockets(signaling);
    new WhipHandler(
            new WhipHandler.Parts(signaling.http(), authenticator, iceServers, clocks.instants()))
        .register(assembly.routes());
    FrontDoor door = assembly.openDoor(stun.streams());
    // The last to start is the first to stop: everybody hears why before the door drops them.
    assembly.lifecycle().onStop("rooms", signaling);
    return door;
  }

  @Override
  public int turn(ParleyConfig config) throws Exception {
    Logging.setUp(config.log());
    Lifecycle lifecycle = new Lifecycle(config.server().drain());
    var server = StunPart.listen(config.turn());
    lifecycle.onStop("STUN", server);
    lifecycle.stopOnSignals();
    System.out.println(
        "Parley is ready: stun:"
            + config.turn().listen().getHostString()
            + ":"
            + server.port()
            + " over UDP and TCP");
    lifecycle.awaitStop();
    return 0;
  }

  @Override
  public int token(ParleyConfig config, TokenOrder order) {
    AuthKey key = signingKey(config.auth().keys(), order.key());
    String token =
        new TokenIssuer(key)
            .issue(
                new TokenClaims(
                    order.room(),
                    order.name(),
                    new Grants(
                        order.grants().contains(TokenOrder.Grant.PUBLISH),
                        order.grants().contains(TokenOrder.Grant.SUBSCRIBE)),
                    Instant.now().plus(order.lifetime())),
                Instant.now());
    System.out.println(token);
    String url = order.url() == null ? Assembly.publicUrl(config) : order.url();
    System.err.println(TokenIssuer.link(url, order.room(), token));
    return 0;
  }

  private static AuthKey signingKey(Map<String, Secret> keys, @Nullable String id) {
    if (keys.isEmpty()) {
      throw new UsageException(
          "There is no key to sign with: set auth.keys.NAME to a secret of 32 bytes or more"
              + " (openssl rand -base64 48), here and for the server");
    }
    if (id == null && keys.size() > 1) {
      throw new UsageException(
          "auth.keys has several keys ("
              + String.join(", ", keys.keySet())
              + "): choose one by --key");
    }
    String chosen = id == null ? keys.keySet().iterator().next() : id;
    Secret secret = keys.get(chosen);
    if (secret == null) {
      throw new UsageException(
          "auth.keys has no key '" + chosen + "'; it has: " + String.join(", ", keys.keySet()));
    }
    return new AuthKey(chosen, secret.value());
  }

  private static Authenticator authenticator(AuthConfig config) {
    return switch (config.mode()) {
      case OPEN -> Authenticator.open();
      case TOKEN -> {
        List<AuthKey> keys =
            config.keys().entrySet().stream()
                .map(entry -> new AuthKey(entry.getKey(), entry.getValue().value()))
                .toList();
        yield Authenticator.withTokens(keys);
      }
    };
  }
}
