package org.parley.signaling.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.protocol.ServerMessage.IceServer;
import org.parley.turn.auth.EphemeralCredentials;

/**
 * The STUN and TURN addresses that a client gets, with credentials that expire (the TURN REST
 * convention: {@code username = expiry:name}, {@code password = base64(HMAC-SHA1(secret,
 * username))}).
 */
public final class IceServers {
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");
  private static final int MAX_HOSTS = 8;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final @Nullable Ports ports;
  private volatile @Nullable Signer signer;

  /** By which clients came over TLS. */
  private final Set<String> secureHosts = ConcurrentHashMap.newKeySet();

  /**
   * Where our TURN server listens.
   *
   * @param plain UDP and TCP
   * @param tls null without TLS
   */
  public record Ports(int plain, @Nullable Integer tls) {}

  /**
   * What credentials are made with.
   *
   * @param secret {@code turn.secret}
   * @param lifetime of credentials
   */
  public record Signer(String secret, Duration lifetime) {
    public Signer {
      if (lifetime.isZero() || lifetime.isNegative()) {
        throw new IllegalArgumentException("The lifetime of TURN credentials is not positive");
      }
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "Signer[" + lifetime + "]";
    }
  }

  /**
   * How a client came to the HTTP port.
   *
   * @param host the Host header
   * @param secure whether by TLS
   * @param direct whether without a proxy, so that TURN gets there as well
   */
  public record Door(String host, boolean secure, boolean direct) {}

  private IceServers(@Nullable Ports ports, @Nullable Signer signer) {
    this.ports = ports;
    this.signer = signer;
  }

  /** Without a STUN or TURN server of ours. */
  public static IceServers none() {
    return new IceServers(null, null);
  }

  public static IceServers of(Ports ports, Signer signer) {
    return new IceServers(ports, signer);
  }

  /** For credentials from now on. Those that were handed out are another matter. */
  public void sign(Signer next) {
    signer = next;
  }

  /** The first hosts by which clients came over TLS: what the certificate should name. */
  public Set<String> secureHosts() {
    return Set.copyOf(secureHosts);
  }

  /** How long credentials are good for; zero without TURN. */
  public Duration lifetime() {
    Signer now = signer;
    return now == null ? Duration.ZERO : now.lifetime;
  }

  /**
   * In the order in which they should be tried. Browsers complain of five addresses or more.
   *
   * @param user names the client in TURN's quotas
   */
  public List<IceServer> forClient(Door door, String user, Instant now) {
    Matcher header = HOST.matcher(door.host);
    Signer signing = signer;
    // It comes from the client and goes into URLs.
    if (ports == null || signing == null || !header.matches()) {
      return List.of();
    }
    String host = header.group(1);
    if (door.secure && secureHosts.size() < MAX_HOSTS) {
      secureHosts.add(host);
    }
    String at = host + ":" + ports.plain;
    List<String> urls = new ArrayList<>();
    urls.add("turn:" + at + "?transport=udp");
    urls.add("turn:" + at + "?transport=tcp");
    if (ports.tls != null) {
      urls.add("turns:" + host + ":" + ports.tls + "?transport=tcp");
    }
    if (door.direct) {
      int standard = door.secure ? HTTPS : HTTP;
      int port = header.group(2) == null ? standard : Integer.parseInt(header.group(2));
      urls.add((door.secure ? "turns:" : "turn:") + host + ":" + port + "?transport=tcp");
    }
    EphemeralCredentials credentials =
        EphemeralCredentials.issue(
            signing.secret, user, now.plus(signing.lifetime).getEpochSecond());
    return List.of(
        new IceServer(List.of("stun:" + at), null, null),
        new IceServer(urls, credentials.username(), credentials.password()));
  }
}
