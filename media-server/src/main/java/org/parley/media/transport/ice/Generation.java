package org.parley.media.transport.ice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCredentials;
import org.parley.media.transport.ice.IceSession.Answered;

/** The time between two ICE restarts: one pair of credentials on each side. */
final class Generation {
  /** A browser paces its checks 20 to 50 ms apart over all pairs. */
  private static final int CHECKS_PER_SECOND = 50;

  private static final int CHECK_BURST = 100;

  final CheckResponder responder;
  private final Mac integrity;
  private final TokenBucket checks;
  private final RecentChecks recent = new RecentChecks();
  private @Nullable IceCredentials remote;

  /** Keyed with the remote password. */
  private @Nullable Mac remoteIntegrity;

  /** Of the checks that are meant for this generation (RFC 8445 section 7.2.2). */
  private byte @Nullable [] username;

  Generation(CheckResponder responder) {
    this.responder = responder;
    this.integrity = hmacSha1(responder.credentials().password());
    this.checks = new TokenBucket(CHECKS_PER_SECOND, CHECK_BURST);
  }

  String ufrag() {
    return responder.credentials().ufrag();
  }

  void setRemote(IceCredentials credentials) {
    remote = credentials;
    remoteIntegrity = null;
    username = (ufrag() + ":" + credentials.ufrag()).getBytes(StandardCharsets.UTF_8);
  }

  /** Both halves of USERNAME count, else a browser that restarts stays on its old generation. */
  boolean isMeant(StunMessage message) {
    byte[] expected = username;
    return expected != null && message.hasUsername(expected);
  }

  boolean isRemote(String ufrag) {
    return remote != null && remote.ufrag().equals(ufrag);
  }

  boolean authenticates(StunMessage message) {
    return message.integrityMatches(integrity);
  }

  boolean takeCheck(long nowNanos) {
    return checks.take(nowNanos);
  }

  /** Where the transaction of {@code message} was answered already, or null if it is new. */
  @Nullable Pair answeredOn(StunMessage message, long nowNanos) {
    return recent.pairOf(message, nowNanos);
  }

  void remember(StunMessage message, Pair pair, long nowNanos) {
    recent.add(message, pair, nowNanos);
  }

  Answered succeed(SuccessResponse response, StunMessage request) {
    return response.to(request, integrity);
  }

  /** A check of ours; null while the peer's credentials are not known. */
  byte @Nullable [] request(TransactionId transaction) {
    IceCredentials known = remote;
    return known == null
        ? null
        : CheckRequest.of(known.ufrag(), ufrag(), transaction, remoteIntegrity(known));
  }

  boolean authenticatesResponse(StunMessage response) {
    IceCredentials known = remote;
    return known != null && response.integrityMatches(remoteIntegrity(known));
  }

  /** Most generations never need it. */
  private Mac remoteIntegrity(IceCredentials known) {
    Mac mac = remoteIntegrity;
    if (mac == null) {
      mac = hmacSha1(known.password());
      remoteIntegrity = mac;
    }
    return mac;
  }

  private static Mac hmacSha1(String password) {
    return hmacSha1(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
  }

  static Mac hmacSha1(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA1", e);
    }
  }
}
