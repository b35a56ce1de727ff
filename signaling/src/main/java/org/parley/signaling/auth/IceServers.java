package org.parley.signaling.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.protocol.ServerMessage.IceServer;

/**
 * The STUN and TURN addresses that a client gets, with credentials that expire (the TURN REST
 * convention: {@code username = expiry:name}, {@code password = base64(HMAC-SHA1(secret,
 * username))}).
 */
public final class IceServers {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]{2,45}]");

  private final @Nullable Integer stunPort;
  private final @Nullable Turn turn;

  /**
   * How our TURN server is reached.
   *
   * @param port UDP and TCP
   * @param tlsPort null without TLS
   * @param secret {@code turn.secret}
   * @param lifetime of credentials
   */
  public record Turn(int port, @Nullable Integer tlsPort, String secret, Duration lifetime) {
    public Turn {
      if (lifetime.isZero() || lifetime.isNegative()) {
        throw new IllegalArgumentException("The lifetime of TURN credentials is not positive");
      }
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "Turn[" + port + "]";
    }
  }

  private IceServers(@Nullable Integer stunPort, @Nullable Turn turn) {
    this.stunPort = stunPort;
    this.turn = turn;
  }

  /** Without a STUN or TURN server of ours. */
  public static IceServers none() {
    return new IceServers(null, null);
  }

  /**
   * STUN alone.
   *
   * @param port UDP and TCP
   */
  public static IceServers stun(int port) {
    return new IceServers(port, null);
  }

  public static IceServers of(Turn turn) {
    return new IceServers(turn.port, turn);
  }

  /**
   * @param hostHeader by which the client reached us; its host serves STUN and TURN as well
   * @param user names the client in TURN's quotas; without a colon
   */
  public List<IceServer> forClient(String hostHeader, String user, Instant now) {
    String host = hostOf(hostHeader);
    if (stunPort == null || host == null) {
      return List.of();
    }
    String at = host + ":" + stunPort;
    IceServer stun = new IceServer(List.of("stun:" + at), null, null);
    if (turn == null) {
      return List.of(stun);
    }
    List<String> urls = new ArrayList<>();
    urls.add("turn:" + at + "?transport=udp");
    urls.add("turn:" + at + "?transport=tcp");
    if (turn.tlsPort != null) {
      urls.add("turns:" + host + ":" + turn.tlsPort + "?transport=tcp");
    }
    String username = now.plus(turn.lifetime).getEpochSecond() + ":" + user;
    return List.of(stun, new IceServer(urls, username, password(turn.secret, username)));
  }

  /** Null for what is no host: it comes from the client and goes into URLs. */
  private static @Nullable String hostOf(String header) {
    int port = header.lastIndexOf(':');
    String host = port > header.lastIndexOf(']') ? header.substring(0, port) : header;
    return HOST.matcher(host).matches() || IPV6.matcher(host).matches() ? host : null;
  }

  static String password(String secret, String username) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA1 is not to be had", e);
    }
  }
}
