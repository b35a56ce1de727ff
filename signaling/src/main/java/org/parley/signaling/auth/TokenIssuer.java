package org.parley.signaling.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Makes tokens, for {@code bin/parley token} and for tests. */
public final class TokenIssuer {
  static final String ADMIN = "admin";

  private final AuthKey key;

  public TokenIssuer(AuthKey key) {
    this.key = key;
  }

  public String issue(TokenClaims claims, Instant now) {
    return sign(
        new JWTClaimsSet.Builder()
            .subject(claims.name())
            .claim("name", claims.name())
            .claim("room", claims.room())
            .claim("grants", claims.grants().names())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(claims.expires()))
            .build());
  }

  /** A token that opens no room, but what concerns the server. */
  public String issueAdmin(Instant expires, Instant now) {
    return sign(
        new JWTClaimsSet.Builder()
            .claim("grants", List.of(ADMIN))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expires))
            .build());
  }

  private String sign(JWTClaimsSet claims) {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.id()).build(), claims);
    try {
      jwt.sign(new MACSigner(key.bytes()));
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is not to be had", e);
    }
    return jwt.serialize();
  }

  /**
   * The address that opens the token's room with it. The token is in the fragment, which browsers
   * keep to themselves: it reaches no log of a server or proxy.
   *
   * @param baseUrl such as {@code https://meet.example.org}, with or without a slash at its end
   */
  public static String link(String baseUrl, String room, String token) {
    String base = baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl;
    return base + "/r/" + room + "#token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
  }
}
