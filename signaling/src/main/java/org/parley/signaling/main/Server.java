package org.parley.signaling.main;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.session.MediaServer;
import org.parley.signaling.api.AllocationsHandler;
import org.parley.signaling.api.CheckHandler;
import org.parley.signaling.api.IceServersHandler;
import org.parley.signaling.auth.AuthKey;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.auth.TokenClaims;
import org.parley.signaling.auth.TokenIssuer;
import org.parley.signaling.config.AuthConfig;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.Secret;
import org.parley.signaling.doctor.Target;
import org.parley.signaling.doctor.TurnCheck;
import org.parley.signaling.http.FrontDoor;
import org.parley.signaling.http.StreamAcceptor;
import org.parley.signaling.room.SignalingService;
import org.parley.signaling.turn.TurnService;
import org.parley.signaling.whip.WhipHandler;

/** Starts the parts, each after those that it needs. */
final class Server implements Programs {
  @Override
  public int serve(Setup setup, boolean check) throws Exception {
    ParleyConfig config = setup.config();
    Logging.setUp(config.log());
    Assembly assembly = new Assembly(config);
    try {
      RunningServer server = start(setup, assembly);
      if (check) {
        assembly.lifecycle().stopParts();
        System.out.println("Everything starts with this configuration.");
        return 0;
      }
      server.watchConfiguration(assembly.lifecycle());
      assembly.lifecycle().stopOnSignals();
      System.out.println(
          "Parley is ready: open " + String.join(" or ", assembly.urls(server.address())));
      server.checkInBackground();
    } catch (Exception e) {
      assembly.lifecycle().stopParts();
      throw e;
    }
    assembly.lifecycle().awaitStop();
    return 0;
  }

  /** Starts everything, the door last. */
  static RunningServer start(Setup setup, Assembly assembly) throws Exception {
    ParleyConfig config = setup.config();
    Lifecycle lifecycle = assembly.lifecycle();
    MediaServer media = new MediaPart(config, assembly).start();
    TurnPart turnPart = new TurnPart(config, lifecycle);
    TurnService turn = turnPart.startBeside(media);
    IceServers iceServers = turn == null ? IceServers.none() : turn.iceServers();
    SignalingService.Clocks clocks = SignalingService.Clocks.system();
    Authenticator authenticator = authenticator(config.auth());
    SignalingService signaling =
        new SignalingService(
            new SignalingService.Parts(media, authenticator, iceServers, config.limits(), clocks));
    lifecycle.drainUntil(() -> signaling.roomCount() == 0);
    signaling.register(assembly.metrics());
    assembly.addSockets(signaling);
    new WhipHandler(
            new WhipHandler.Parts(signaling.http(), authenticator, iceServers, clocks.instants()))
        .register(assembly.routes());
    new IceServersHandler(
            new IceServersHandler.Parts(
                authenticator, iceServers, clocks.instants(), clocks.nanos()))
        .register(assembly.routes());
    Reload reload = new Reload(setup, next -> take(next, turn, authenticator));
    LateCheck check = new LateCheck();
    if (turn != null) {
      turn.register(assembly.metrics());
      assembly.health().register("turn", check::health);
      new AllocationsHandler(authenticator, clocks.instants(), turn.server()::allocations)
          .register(assembly.routes());
      new CheckHandler(authenticator, clocks.instants(), check::run).register(assembly.routes());
    }
    FrontDoor door = assembly.openDoor(turn == null ? StreamAcceptor.NONE : turn.server()::accept);
    // The last to start is the first to stop: everybody hears why before the door drops them.
    lifecycle.onStop("rooms", signaling);
    if (turn != null) {
      check.set(
          new TurnCheck(
              new TurnCheck.Parts(
                  reload::current,
                  turn,
                  new Target.Ports(
                      turn.server().port(), turn.server().tlsPort(), door.address().getPort()),
                  () -> shownCertificate(turnPart, door))));
    }
    return new RunningServer(door, reload, check);
  }

  private static @Nullable X509Certificate shownCertificate(TurnPart turn, FrontDoor door) {
    X509Certificate shown = turn.certificate();
    return shown == null ? door.certificate() : shown;
  }

  /** What can change while the program runs. */
  private static void take(
      ParleyConfig next, @Nullable TurnService turn, Authenticator authenticator) {
    if (turn != null) {
      turn.reload(next.turn());
    }
    authenticator.replaceKeys(keys(next.auth()));
    Logging.level(next.log());
  }

  @Override
  public int turn(Setup setup) throws Exception {
    ParleyConfig config = setup.config();
    Logging.setUp(config.log());
    Lifecycle lifecycle = new Lifecycle(config.server().drain());
    try {
      TurnPart part = new TurnPart(config, lifecycle);
      TurnService turn = part.startAlone();
      Reload reload =
          new Reload(
              setup,
              next -> {
                turn.reload(next.turn());
                Logging.level(next.log());
              });
      reload.start();
      lifecycle.onStop("reload", reload);
      lifecycle.stopOnSignals();
      System.out.println("Parley is ready: " + String.join(", ", part.urls(turn)));
      new TurnCheck(
              new TurnCheck.Parts(
                  reload::current,
                  turn,
                  new Target.Ports(turn.server().port(), turn.server().tlsPort(), null),
                  part::certificate))
          .runInBackground();
    } catch (Exception e) {
      lifecycle.stopParts();
      throw e;
    }
    lifecycle.awaitStop();
    return 0;
  }

  @Override
  public int doctor(Setup setup, @Nullable String host) throws Exception {
    return new Doctor(setup, host, System.out).run();
  }

  @Override
  public int token(ParleyConfig config, TokenOrder order) {
    AuthKey key = signingKey(config.auth().keys(), order.key());
    TokenIssuer issuer = new TokenIssuer(key);
    String room = order.room();
    if (room == null) {
      Instant now = Instant.now();
      System.out.println(issuer.issueAdmin(now.plus(order.lifetime()), now));
      return 0;
    }
    String token =
        issuer.issue(
            new TokenClaims(
                room,
                order.name(),
                new Grants(
                    order.grants().contains(TokenOrder.Grant.PUBLISH),
                    order.grants().contains(TokenOrder.Grant.SUBSCRIBE),
                    order.grants().contains(TokenOrder.Grant.PUBLISH_DATA)),
                Instant.now().plus(order.lifetime())),
            Instant.now());
    System.out.println(token);
    String url = order.url() == null ? Assembly.publicUrl(config) : order.url();
    System.err.println(TokenIssuer.link(url, room, token));
    return 0;
  }

  static AuthKey signingKey(Map<String, Secret> keys, @Nullable String id) {
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
      case TOKEN -> Authenticator.withTokens(keys(config));
    };
  }

  private static List<AuthKey> keys(AuthConfig config) {
    return config.keys().entrySet().stream()
        .map(entry -> new AuthKey(entry.getKey(), entry.getValue().value()))
        .toList();
  }
}
