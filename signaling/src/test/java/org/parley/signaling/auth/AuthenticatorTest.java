package org.parley.signaling.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.signaling.protocol.ErrorCode;

class AuthenticatorTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final AuthKey KEY = new AuthKey("main", "0123456789abcdef0123456789abcdef");
  private static final AuthKey OTHER = new AuthKey("other", "fedcba9876543210fedcba9876543210");

  private final Authenticator authenticator = Authenticator.withTokens(List.of(KEY));

  @Test
  void openLetsEverybodyDoEverything() {
    assertEquals(
        new Access.Granted("r", "n", Grants.ALL),
        Authenticator.open().access("not looked at", "r", "n", NOW));
  }

  @Test
  void tokenDecidesRoomNameAndGrants() {
    String token = issue("r", "Ann", new Grants(true, false, true), 60);
    Access.Granted granted = new Access.Granted("r", "Ann", new Grants(true, false, true));
    assertEquals(granted, authenticator.access(token, "r", "Ann", NOW));
    assertEquals(granted, authenticator.access(token, null, null, NOW));
  }

  @Test
  void tokenWithoutNameLetsItsBearerChoose() {
    String token = issue("r", null, Grants.ALL, 60);
    assertEquals(
        new Access.Granted("r", "Bob", Grants.ALL), authenticator.access(token, "r", "Bob", NOW));
  }

  @Test
  void adminsNeedTheGrantWhereThereAreTokensAndElseThisMachine() {
    String admin = new TokenIssuer(KEY).issueAdmin(NOW.plusSeconds(60), NOW);
    assertEquals(AdminAccess.GRANTED, authenticator.admin(admin, false, NOW));
    assertEquals(AdminAccess.BAD_TOKEN, authenticator.admin(admin, true, NOW.plusSeconds(90)));
    assertEquals(AdminAccess.BAD_TOKEN, authenticator.admin(null, true, NOW));
    assertEquals(
        AdminAccess.NO_GRANT, authenticator.admin(issue("r", "Ann", Grants.ALL, 60), true, NOW));
    assertRefused(authenticator.access(admin, null, null, NOW));
    assertEquals(AdminAccess.GRANTED, Authenticator.open().admin(null, true, NOW));
    assertEquals(AdminAccess.NOT_LOCAL, Authenticator.open().admin(admin, false, NOW));
  }

  @Test
  void keysAreReplacedWhileItRuns() {
    String token = issue("r", "Ann", Grants.ALL, 60);
    authenticator.replaceKeys(List.of(OTHER));
    assertRefused(authenticator.access(token, "r", "Ann", NOW));
    authenticator.replaceKeys(List.of(OTHER, KEY));
    assertInstanceOf(Access.Granted.class, authenticator.access(token, "r", "Ann", NOW));
  }

  @Test
  void keyIdIsNeededOnlyWhereThereAreSeveralKeys() throws JOSEException {
    String withoutKeyId = sign(new JWSHeader(JWSAlgorithm.HS256), KEY, claims().build());
    assertInstanceOf(Access.Granted.class, authenticator.access(withoutKeyId, "r", null, NOW));
    Authenticator two = Authenticator.withTokens(List.of(KEY, OTHER));
    assertRefused(two.access(withoutKeyId, "r", null, NOW));
    assertInstanceOf(
        Access.Granted.class,
        two.access(new TokenIssuer(OTHER).issue(claims("r"), NOW), "r", null, NOW));
  }

  @Test
  void expiryHasALeewayOfHalfAMinute() {
    assertInstanceOf(
        Access.Granted.class,
        authenticator.access(issue("r", "A", Grants.ALL, -29), "r", null, NOW));
    assertRefused(authenticator.access(issue("r", "A", Grants.ALL, -30), "r", null, NOW));
  }

  /** Threat T21. */
  @Test
  void allThatIsWrongIsAnsweredAlike() throws JOSEException {
    String good = issue("r", "Ann", Grants.ALL, 60);
    assertRefused(authenticator.access(null, "r", "Ann", NOW));
    assertRefused(authenticator.access("", "r", "Ann", NOW));
    assertRefused(authenticator.access("nonsense", "r", "Ann", NOW));
    assertRefused(authenticator.access("a.b.c", "r", "Ann", NOW));
    assertRefused(authenticator.access(good + "x".repeat(5000), "r", "Ann", NOW));
    assertRefused(authenticator.access(good, "other", "Ann", NOW));
    assertRefused(authenticator.access(good, "r", "Bob", NOW));
    assertRefused(
        authenticator.access(new TokenIssuer(OTHER).issue(claims("r"), NOW), "r", null, NOW));
    String[] parts = good.split("\\.", -1);
    assertRefused(authenticator.access(parts[0] + "." + parts[1] + ".", "r", "Ann", NOW));
    String forged =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"room\":\"other\",\"exp\":99999999999}".getBytes(StandardCharsets.UTF_8));
    assertRefused(
        authenticator.access(parts[0] + "." + forged + "." + parts[2], "other", null, NOW));
  }

  /** RFC 8725 section 3.1. */
  @Test
  void theTokenDoesNotChooseTheAlgorithm() throws JOSEException {
    assertRefused(authenticator.access(new PlainJWT(claims().build()).serialize(), "r", null, NOW));
    AuthKey longKey = new AuthKey("main", KEY.secret().repeat(2));
    String hs512 = sign(new JWSHeader(JWSAlgorithm.HS512), longKey, claims().build());
    assertRefused(Authenticator.withTokens(List.of(longKey)).access(hs512, "r", null, NOW));
  }

  @Test
  void claimsMustBeThereAndMakeSense() throws JOSEException {
    JWSHeader header = new JWSHeader(JWSAlgorithm.HS256);
    JWTClaimsSet.Builder none = new JWTClaimsSet.Builder();
    assertRefused(
        authenticator.access(sign(header, KEY, none.claim("room", "r").build()), "r", null, NOW));
    assertRefused(
        authenticator.access(
            sign(header, KEY, claims().claim("room", null).build()), null, null, NOW));
    assertRefused(
        authenticator.access(
            sign(header, KEY, claims().claim("room", 7).build()), null, null, NOW));
    assertRefused(
        authenticator.access(
            sign(header, KEY, claims().claim("room", "../x").build()), null, null, NOW));
    assertRefused(
        authenticator.access(sign(header, KEY, claims().subject("a\nb").build()), "r", null, NOW));
    assertRefused(
        authenticator.access(
            sign(header, KEY, claims().notBeforeTime(Date.from(NOW.plusSeconds(31))).build()),
            "r",
            null,
            NOW));
    assertEquals(
        new Access.Granted("r", null, new Grants(false, false, false)),
        authenticator.access(
            sign(header, KEY, claims().claim("grants", null).build()), "r", null, NOW));
  }

  /** Tokens from before there were data channels do not open them. */
  @Test
  void whatATokenDoesNotNameIsNotGranted() throws Exception {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("main").build();
    assertEquals(
        new Access.Granted("r", null, new Grants(true, true, false)),
        authenticator.access(
            sign(header, KEY, claims().claim("grants", List.of("publish", "subscribe")).build()),
            "r",
            null,
            NOW));
    assertEquals(
        new Access.Granted("r", null, new Grants(false, false, true)),
        authenticator.access(
            sign(header, KEY, claims().claim("grants", List.of("publishData", "x")).build()),
            "r",
            null,
            NOW));
    String token = issue("r", "Ann", new Grants(false, false, true), 60);
    assertEquals(
        new Access.Granted("r", "Ann", new Grants(false, false, true)),
        authenticator.access(token, "r", "Ann", NOW));
  }

  /** Threat T21: guesses never hit. */
  @Test
  void guessesMiss() {
    Random random = new Random(21);
    String[] parts = issue("r", "Ann", Grants.ALL, 60).split("\\.", -1);
    byte[] mac = new byte[32];
    for (int i = 0; i < 10_000; i++) {
      random.nextBytes(mac);
      String guess = Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
      assertRefused(authenticator.access(parts[0] + "." + parts[1] + "." + guess, "r", "Ann", NOW));
    }
  }

  @Test
  void shortSecretsAreRefusedWithTheRemedy() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new AuthKey("main", "short"));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("auth.keys.main"), message);
    assertTrue(message.contains("openssl rand"), message);
    assertFalse(message.contains("short"), "the secret stays out of messages");
    assertThrows(IllegalArgumentException.class, () -> Authenticator.withTokens(List.of()));
    assertFalse(KEY.toString().contains(KEY.secret()));
  }

  @Test
  void linkKeepsTheTokenOutOfLogs() {
    assertEquals(
        "https://meet.example.org/r/room#token=a.b-c",
        TokenIssuer.link("https://meet.example.org/", "room", "a.b-c"));
  }

  private static String issue(String room, @Nullable String name, Grants grants, int seconds) {
    return new TokenIssuer(KEY)
        .issue(new TokenClaims(room, name, grants, NOW.plusSeconds(seconds)), NOW);
  }

  private static TokenClaims claims(String room) {
    return new TokenClaims(room, null, Grants.ALL, NOW.plusSeconds(60));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .claim("room", "r")
        .claim("grants", List.of("publish", "subscribe"))
        .expirationTime(Date.from(NOW.plusSeconds(60)));
  }

  private static String sign(JWSHeader header, AuthKey key, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(new MACSigner(key.bytes()));
    return jwt.serialize();
  }

  private static void assertRefused(Access access) {
    assertEquals(
        new Access.Refused(
            ErrorCode.UNAUTHORIZED,
            "The token is missing, wrong, expired or for another room. Ask for a new one."),
        access);
  }
}
