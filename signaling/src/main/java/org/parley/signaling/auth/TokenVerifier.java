package org.parley.signaling.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.protocol.MessageLimits;

/** Checks tokens. All failures look alike and take about the same time: one MAC is always made. */
final class TokenVerifier {
  private static final Duration LEEWAY = Duration.ofSeconds(30);
  private static final int MAX_LENGTH = 4096;

  private final Map<String, JWSVerifier> byKeyId = new HashMap<>();

  /** Of the only key, for tokens without a {@code kid}; null when there are several. */
  private final @Nullable JWSVerifier single;

  private final JWSVerifier dummy;
  private final SignedJWT dummyToken;

  TokenVerifier(List<AuthKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "auth.mode is token, but auth.keys is empty: add a key of at least "
              + AuthKey.MIN_SECRET_BYTES
              + " bytes, made with `openssl rand -base64 48`");
    }
    try {
      for (AuthKey key : keys) {
        byKeyId.put(key.id(), new MACVerifier(key.bytes()));
      }
      dummy = new MACVerifier(new byte[AuthKey.MIN_SECRET_BYTES]);
      dummyToken =
          SignedJWT.parse("eyJhbGciOiJIUzI1NiJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    } catch (JOSEException | ParseException e) {
      throw new IllegalStateException("HS256 is not to be had", e);
    }
    single = keys.size() == 1 ? byKeyId.get(keys.getFirst().id()) : null;
  }

  /** What the token says when it is good now, else null. */
  @Nullable TokenClaims verify(String token, Instant now) {
    JWTClaimsSet claims = verified(token, now);
    return claims == null ? null : claims(claims);
  }

  /** Whether the token lets its bearer see what concerns the server; null when it is not good. */
  @Nullable Boolean isAdmin(String token, Instant now) {
    JWTClaimsSet claims = verified(token, now);
    if (claims == null) {
      return null;
    }
    try {
      List<String> grants = claims.getStringListClaim("grants");
      return grants != null && grants.contains(TokenIssuer.ADMIN);
    } catch (ParseException e) {
      return null;
    }
  }

  private @Nullable JWTClaimsSet verified(String token, Instant now) {
    SignedJWT jwt = parse(token);
    JWSVerifier verifier = jwt == null ? null : verifierFor(jwt);
    if (jwt == null || verifier == null) {
      isSigned(dummyToken, dummy);
      return null;
    }
    return isSigned(jwt, verifier) ? inTime(jwt, now) : null;
  }

  private static @Nullable SignedJWT parse(String token) {
    if (token.length() > MAX_LENGTH) {
      return null;
    }
    try {
      return SignedJWT.parse(token);
    } catch (ParseException | IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable JWSVerifier verifierFor(SignedJWT jwt) {
    // RFC 8725 section 3.1: the algorithm is ours to choose, not the token's.
    if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
      return null;
    }
    String keyId = jwt.getHeader().getKeyID();
    return keyId == null ? single : byKeyId.get(keyId);
  }

  private static boolean isSigned(SignedJWT jwt, JWSVerifier verifier) {
    try {
      // The library compares in constant time, and refuses `crit` headers that it does not know.
      return jwt.verify(verifier);
    } catch (JOSEException | IllegalStateException e) {
      return false;
    }
  }

  private static @Nullable JWTClaimsSet inTime(SignedJWT jwt, Instant now) {
    try {
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Date expires = claims.getExpirationTime();
      Date notBefore = claims.getNotBeforeTime();
      return expires == null
              || !now.isBefore(expires.toInstant().plus(LEEWAY))
              || (notBefore != null && now.isBefore(notBefore.toInstant().minus(LEEWAY)))
          ? null
          : claims;
    } catch (ParseException e) {
      return null;
    }
  }

  private static @Nullable TokenClaims claims(JWTClaimsSet claims) {
    try {
      String room = claims.getStringClaim("room");
      String named = claims.getStringClaim("name");
      String name = named == null ? claims.getSubject() : named;
      List<String> grants = claims.getStringListClaim("grants");
      if (room == null
          || !MessageLimits.isRoomName(room)
          || (name != null && !MessageLimits.isParticipantName(name))) {
        return null;
      }
      Grants granted =
          grants == null
              ? new Grants(false, false, false)
              : new Grants(
                  grants.contains("publish"),
                  grants.contains("subscribe"),
                  grants.contains("publishData"));
      return new TokenClaims(room, name, granted, claims.getExpirationTime().toInstant());
    } catch (ParseException e) {
      return null;
    }
  }
}
