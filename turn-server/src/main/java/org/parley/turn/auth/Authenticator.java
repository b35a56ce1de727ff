package org.parley.turn.auth;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.turn.auth.Authentication.Authenticated;
import org.parley.turn.auth.Authentication.Refused;
import org.parley.turn.stun.Integrity;
import org.parley.turn.stun.PasswordAlgorithm;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.TurnAttribute.ChosenPasswordAlgorithm;
import org.parley.turn.stun.TurnAttribute.PasswordAlgorithms;
import org.parley.turn.stun.TurnAttribute.Userhash;

/**
 * The server's side of the long-term credential mechanism (RFC 8489 §9.2.4). Belongs to one thread.
 */
public final class Authenticator {
  private static final PasswordAlgorithms OFFERED =
      new PasswordAlgorithms(List.of(PasswordAlgorithm.SHA256, PasswordAlgorithm.MD5));
  private static final int MAX_PROVEN = 1_024;
  private static final String WRONG = "Unknown user or wrong password";

  private final AuthConfig config;
  private final Nonces nonces;
  private final Map<String, String> passwords = new HashMap<>();
  private final Map<ByteBuffer, String> usersByHash = new HashMap<>();

  private record KeyName(String user, PasswordAlgorithm algorithm) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record ProvenKey(User user, byte[] key) {}

  /** Of the users that were here last; who has not authenticated leaves nothing. */
  private final Map<KeyName, ProvenKey> proven =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<KeyName, ProvenKey> eldest) {
          return size() > MAX_PROVEN;
        }
      };

  public Authenticator(AuthConfig config) {
    this.config = config;
    // A client that sees this feature sends USERHASH, from which no ephemeral name can be found.
    this.nonces = new Nonces(config.nonceKey(), config.nonceLifetime(), !config.users().isEmpty());
    config
        .users()
        .forEach(
            (name, password) -> {
              String user = Keys.opaque(name);
              passwords.put(user, Keys.opaque(password));
              byte[] hash = Keys.userhash(user, config.realm());
              usersByHash.put(ByteBuffer.wrap(hash), user);
            });
  }

  /** Checks in the order that costs us least: no key is made before the nonce is known as ours. */
  public Authentication authenticate(StunPacket packet, InetSocketAddress client, long nowNanos) {
    StunMessage request = packet.message();
    Integrity integrity = packet.integrity();
    // The answer to a request without credentials may go to a forged address: it carries no text.
    if (integrity == null) {
      return challenge(401, "", client, nowNanos);
    }
    StunAttribute.Username username = request.attribute(StunAttribute.Username.class);
    Userhash userhash = request.attribute(Userhash.class);
    StunAttribute.Realm realm = request.attribute(StunAttribute.Realm.class);
    StunAttribute.Nonce nonce = request.attribute(StunAttribute.Nonce.class);
    if (username == null && userhash == null || realm == null || nonce == null) {
      return new Refused(400, "USERNAME or USERHASH, REALM and NONCE are required", List.of());
    }
    if (!nonces.valid(nonce.value(), client, nowNanos)) {
      return challenge(438, "Stale nonce: try again with this one", client, nowNanos);
    }
    PasswordAlgorithm algorithm = agreedAlgorithm(request);
    if (algorithm == null) {
      return new Refused(
          400,
          "PASSWORD-ALGORITHMS are not those offered, or PASSWORD-ALGORITHM is not of them",
          List.of());
    }
    if (!realm.value().equals(config.realm())) {
      return challenge(401, "Wrong realm", client, nowNanos);
    }
    String name = userhash == null ? nameOf(username) : usersByHash.get(userhash.value());
    // RFC 8489 §14.6: the whole HMAC, since RFC 8656 does not speak of less.
    Authenticated proven =
        name == null || packet.truncated() ? null : prove(packet, integrity, name, algorithm);
    return proven == null ? challenge(401, WRONG, client, nowNanos) : proven;
  }

  /** A 401 for credentials that were right once. */
  public Refused expired(InetSocketAddress client, long nowNanos) {
    return challenge(401, "The credentials have expired: ask for new ones", client, nowNanos);
  }

  private static @Nullable String nameOf(StunAttribute.@Nullable Username username) {
    return username == null ? null : username.value();
  }

  /**
   * RFC 8489 §9.2.4: a client that knows of algorithms returns our list, so that one shortened on
   * its way is found out; one that does not uses MD5. Null if it is to be refused. Every valid
   * nonce has the bit that says we offer algorithms.
   */
  private static @Nullable PasswordAlgorithm agreedAlgorithm(StunMessage request) {
    PasswordAlgorithms returned = request.attribute(PasswordAlgorithms.class);
    ChosenPasswordAlgorithm chosen = request.attribute(ChosenPasswordAlgorithm.class);
    if (returned == null && chosen == null) {
      return PasswordAlgorithm.MD5;
    }
    if (returned == null || chosen == null || !returned.equals(OFFERED)) {
      return null;
    }
    return OFFERED.algorithms().contains(chosen.algorithm()) ? chosen.algorithm() : null;
  }

  private @Nullable Authenticated prove(
      StunPacket packet, Integrity integrity, String name, PasswordAlgorithm algorithm) {
    KeyName keyName = new KeyName(name, algorithm);
    ProvenKey known = proven.get(keyName);
    if (known != null && packet.verifyIntegrity(known.key())) {
      return new Authenticated(known.user(), known.key(), integrity);
    }
    Authenticated found = derive(packet, integrity, name, algorithm);
    if (found != null) {
      proven.put(keyName, new ProvenKey(found.user(), found.key()));
    }
    return found;
  }

  private @Nullable Authenticated derive(
      StunPacket packet, Integrity integrity, String name, PasswordAlgorithm algorithm) {
    String password = passwords.get(name);
    if (password != null) {
      return prove(packet, integrity, User.longTerm(name), algorithm, password);
    }
    User user = User.ephemeral(name);
    if (user == null) {
      return null;
    }
    for (String secret : config.secrets()) {
      Authenticated proven =
          prove(packet, integrity, user, algorithm, EphemeralCredentials.password(secret, name));
      if (proven != null) {
        return proven;
      }
    }
    return null;
  }

  private @Nullable Authenticated prove(
      StunPacket packet,
      Integrity integrity,
      User user,
      PasswordAlgorithm algorithm,
      String password) {
    byte[] key = Keys.key(algorithm, user.username(), config.realm(), password);
    return packet.verifyIntegrity(key) ? new Authenticated(user, key, integrity) : null;
  }

  private Refused challenge(int code, String reason, InetSocketAddress client, long nowNanos) {
    List<StunAttribute> attributes = new ArrayList<>();
    attributes.add(new StunAttribute.Realm(config.realm()));
    attributes.add(new StunAttribute.Nonce(nonces.next(client, nowNanos)));
    attributes.add(OFFERED);
    return new Refused(code, reason, attributes);
  }
}
