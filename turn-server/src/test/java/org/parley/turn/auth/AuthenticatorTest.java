package org.parley.turn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.turn.auth.Authentication.Authenticated;
import org.parley.turn.auth.Authentication.Refused;
import org.parley.turn.stun.Integrity;
import org.parley.turn.stun.PasswordAlgorithm;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

class AuthenticatorTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 4711);
  private static final long SECOND = 1_000_000_000;
  private static final TurnAttribute.PasswordAlgorithms OFFERED =
      new TurnAttribute.PasswordAlgorithms(
          List.of(PasswordAlgorithm.SHA256, PasswordAlgorithm.MD5));

  private final Authenticator server = authenticator(Map.of("ada", "lovelace"), "new", "old");

  /** The password was computed with {@code openssl dgst -sha1 -hmac}. */
  @Test
  void ephemeralCredentialsAreThoseOfEverybody() {
    assertEquals(
        new EphemeralCredentials("1700000000:ada", "ndZ88ryT1whVxdkcRLepT9D1MpM="),
        EphemeralCredentials.issue("north", "ada", 1_700_000_000));
  }

  @Test
  void challengesWhoBringsNothing() {
    Refused refused = refused(new StunAttribute[0], null, Integrity.SHA1);
    assertEquals(401, refused.code());
    assertEquals("", refused.reason());
    assertEquals(3, refused.challenge().size());
    assertEquals(new StunAttribute.Realm("parley"), refused.challenge().get(0));
    assertEquals(OFFERED, refused.challenge().get(2));
  }

  @ParameterizedTest
  @EnumSource(Integrity.class)
  void acceptsUsersByEachIntegrity(Integrity integrity) {
    byte[] key = Keys.key(PasswordAlgorithm.MD5, "ada", "parley", "lovelace");
    Authenticated proven = proven(credentials("ada", nonce()), key, integrity);
    assertEquals(User.longTerm("ada"), proven.user());
    assertEquals(integrity, proven.integrity());
  }

  @Test
  void acceptsSha256KeysAndUserhash() {
    byte[] key = Keys.key(PasswordAlgorithm.SHA256, "ada", "parley", "lovelace");
    StunAttribute[] attributes = {
      new TurnAttribute.Userhash(ByteBuffer.wrap(Keys.userhash("ada", "parley"))),
      new StunAttribute.Realm("parley"),
      new StunAttribute.Nonce(nonce()),
      OFFERED,
      new TurnAttribute.ChosenPasswordAlgorithm(PasswordAlgorithm.SHA256)
    };
    assertEquals("ada", proven(attributes, key, Integrity.SHA256).user().username());
  }

  /** RFC 8489 §14.6: a usage has to allow it, and RFC 8656 does not. */
  @ParameterizedTest
  @CsvSource({"16, 401", "28, 401", "32, 0"})
  void aTruncatedHmacProvesNothing(int length, int code) {
    byte[] key = Keys.key(PasswordAlgorithm.MD5, "ada", "parley", "lovelace");
    StunMessage message =
        new StunMessage(
            StunClass.REQUEST,
            StunMessage.ALLOCATE,
            new TransactionId(1, 2),
            credentials("ada", nonce()));
    byte[] plain = StunEncoder.encode(message, false);
    ByteBuffer bytes = ByteBuffer.allocate(plain.length + 4 + length).put(plain);
    bytes.putShort(2, (short) (bytes.capacity() - 20));
    byte[] hmac = Keys.hmac("HmacSHA256", key, Arrays.copyOf(bytes.array(), plain.length));
    bytes.putShort((short) 0x001C).putShort((short) length).put(hmac, 0, length);
    StunPacket packet =
        assertInstanceOf(StunDecoding.Parsed.class, StunParser.parse(bytes.array())).packet();
    assertTrue(packet.verifyIntegrity(key));
    Authentication outcome = server.authenticate(packet, CLIENT, 0);
    assertEquals(code, outcome instanceof Refused refused ? refused.code() : 0);
  }

  /** Keys are kept for who was here: they must not stand in the way of other right ones. */
  @Test
  void aNameMayComeUnderOneSecretAndThenTheOther() {
    for (String secret : List.of("new", "old", "new", "old")) {
      var credentials = EphemeralCredentials.issue(secret, "bob", 2_000);
      byte[] key =
          Keys.key(PasswordAlgorithm.MD5, credentials.username(), "parley", credentials.password());
      User user = proven(credentials(credentials.username(), nonce()), key, Integrity.SHA1).user();
      assertEquals("2000:bob", user.username());
      byte[] wrong = Keys.key(PasswordAlgorithm.MD5, credentials.username(), "parley", "guessed");
      assertEquals(
          401, refused(credentials(credentials.username(), nonce()), wrong, Integrity.SHA1).code());
    }
  }

  @ParameterizedTest
  @CsvSource({"new", "old"})
  void acceptsEphemeralCredentialsUnderEachSecret(String secret) {
    var credentials = EphemeralCredentials.issue(secret, "bob", 2_000);
    byte[] key =
        Keys.key(PasswordAlgorithm.MD5, credentials.username(), "parley", credentials.password());
    User user = proven(credentials(credentials.username(), nonce()), key, Integrity.SHA1).user();
    assertEquals(new User("2000:bob", "bob", 2_000), user);
    assertFalse(user.expired(1_999));
    assertTrue(user.expired(2_000));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # user,   realm,  password, code
          ada,      parley, wrong,    401
          nobody,   parley, lovelace, 401
          ada,      other,  lovelace, 401
          12:ada,   parley, lovelace, 401
          x:ada,    parley, lovelace, 401
          """)
  void refusesWrongCredentials(String user, String realm, String password, int code) {
    byte[] key = Keys.key(PasswordAlgorithm.MD5, user, realm, password);
    StunAttribute[] attributes = {
      new StunAttribute.Username(user),
      new StunAttribute.Realm(realm),
      new StunAttribute.Nonce(nonce())
    };
    Refused refused = refused(attributes, key, Integrity.SHA1);
    assertEquals(code, refused.code());
    assertEquals(3, refused.challenge().size());
  }

  @Test
  void credentialsMustBeComplete() {
    StunAttribute[] whole = credentials("ada", nonce());
    byte[] key = Keys.key(PasswordAlgorithm.MD5, "ada", "parley", "lovelace");
    for (int missing = 0; missing < whole.length; missing++) {
      List<StunAttribute> rest = new ArrayList<>(List.of(whole));
      rest.remove(missing);
      Refused refused = refused(rest.toArray(StunAttribute[]::new), key, Integrity.SHA1);
      assertEquals(400, refused.code());
      assertEquals(List.of(), refused.challenge());
    }
  }

  /** RFC 8489 §9.2.4. */
  @Test
  void refusesShortenedOffers() {
    byte[] key = Keys.key(PasswordAlgorithm.MD5, "ada", "parley", "lovelace");
    var md5 = new TurnAttribute.ChosenPasswordAlgorithm(PasswordAlgorithm.MD5);
    var unknown = new TurnAttribute.ChosenPasswordAlgorithm(new PasswordAlgorithm(9));
    var shortened = new TurnAttribute.PasswordAlgorithms(List.of(PasswordAlgorithm.MD5));
    assertEquals(400, refused(with(shortened, md5), key, Integrity.SHA1).code());
    assertEquals(400, refused(with(md5), key, Integrity.SHA1).code());
    assertEquals(400, refused(with(OFFERED), key, Integrity.SHA1).code());
    assertEquals(400, refused(with(OFFERED, unknown), key, Integrity.SHA1).code());
    assertEquals("ada", proven(with(OFFERED, md5), key, Integrity.SHA1).user().username());
  }

  @Test
  void aNonceIsGoodForItsClientAndTime() {
    byte[] key = Keys.key(PasswordAlgorithm.MD5, "ada", "parley", "lovelace");
    String nonce = nonce();
    StunPacket packet = packet(credentials("ada", nonce), key, Integrity.SHA1);
    long lifetime = 600 * SECOND;
    assertInstanceOf(Authenticated.class, server.authenticate(packet, CLIENT, lifetime - SECOND));
    assertEquals(438, code(server.authenticate(packet, CLIENT, lifetime)));
    var otherPort = new InetSocketAddress("198.51.100.7", 4712);
    assertEquals(438, code(server.authenticate(packet, otherPort, 0)));
    var otherHost = new InetSocketAddress("198.51.100.8", 4711);
    assertEquals(438, code(server.authenticate(packet, otherHost, 0)));
    // Another core of the same server knows it.
    Authenticator other = authenticator(Map.of("ada", "lovelace"));
    assertInstanceOf(Authenticated.class, other.authenticate(packet, CLIENT, SECOND));
  }

  /** RFC 8489 §9.2.1: nobody may take bits away from the security features. */
  @Test
  void aChangedNonceIsStale() {
    byte[] key = Keys.key(PasswordAlgorithm.MD5, "ada", "parley", "lovelace");
    String nonce = nonce();
    assertEquals("obMatJos2wAAA", nonce.substring(0, 13));
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < nonce.length(); i++) {
      char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
      changed.add(nonce.substring(0, i) + other + nonce.substring(i + 1));
    }
    changed.add("obMatJos2AAAA" + nonce.substring(13));
    changed.add(nonce.substring(13));
    changed.add("");
    for (String text : changed) {
      // The last character holds two bits that base64 does not use.
      if (!text.startsWith(nonce.substring(0, 27))) {
        assertEquals(438, refused(credentials("ada", text), key, Integrity.SHA1).code(), text);
      }
    }
  }

  @Test
  void noncesDiffer() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertTrue(seen.add(nonce()));
    }
  }

  @Test
  void aChallengeIsAtMostThreeTimesItsRequest() {
    byte[] request =
        StunEncoder.encode(
            new StunMessage(
                StunClass.REQUEST,
                StunMessage.ALLOCATE,
                new TransactionId(1, 2),
                new TurnAttribute.RequestedTransport(17)),
            false);
    Refused refused = refused(new StunAttribute[0], null, Integrity.SHA1);
    List<StunAttribute> attributes = new ArrayList<>();
    attributes.add(new StunAttribute.ErrorCode(refused.code(), refused.reason()));
    attributes.addAll(refused.challenge());
    byte[] answer =
        StunEncoder.encode(
            new StunMessage(
                StunClass.ERROR_RESPONSE,
                StunMessage.ALLOCATE,
                new TransactionId(1, 2),
                attributes),
            false);
    assertTrue(answer.length <= 3 * request.length, answer.length + " for " + request.length);
  }

  private static Authenticator authenticator(Map<String, String> users, String... secrets) {
    return new Authenticator(
        new AuthConfig(
            "parley",
            List.of(secrets),
            users,
            Duration.ofMinutes(10),
            "0123456789abcdef".getBytes(UTF_8)));
  }

  private String nonce() {
    Refused refused = refused(new StunAttribute[0], null, Integrity.SHA1);
    return assertInstanceOf(StunAttribute.Nonce.class, refused.challenge().get(1)).value();
  }

  private StunAttribute[] with(StunAttribute... more) {
    List<StunAttribute> all = new ArrayList<>(List.of(credentials("ada", nonce())));
    all.addAll(List.of(more));
    return all.toArray(StunAttribute[]::new);
  }

  private static StunAttribute[] credentials(String user, String nonce) {
    return new StunAttribute[] {
      new StunAttribute.Username(user),
      new StunAttribute.Realm("parley"),
      new StunAttribute.Nonce(nonce)
    };
  }

  private Authenticated proven(
      StunAttribute[] attributes, byte @Nullable [] key, Integrity integrity) {
    StunPacket packet = packet(attributes, key, integrity);
    return assertInstanceOf(Authenticated.class, server.authenticate(packet, CLIENT, 0));
  }

  private Refused refused(StunAttribute[] attributes, byte @Nullable [] key, Integrity integrity) {
    StunPacket packet = packet(attributes, key, integrity);
    return assertInstanceOf(Refused.class, server.authenticate(packet, CLIENT, 0));
  }

  private static int code(Authentication authentication) {
    return assertInstanceOf(Refused.class, authentication).code();
  }

  private static StunPacket packet(
      StunAttribute[] attributes, byte @Nullable [] key, Integrity integrity) {
    StunMessage message =
        new StunMessage(
            StunClass.REQUEST, StunMessage.ALLOCATE, new TransactionId(1, 2), attributes);
    byte[] bytes =
        key == null
            ? StunEncoder.encode(message, false)
            : StunEncoder.encodeProtected(message, integrity, key, false);
    return assertInstanceOf(StunDecoding.Parsed.class, StunParser.parse(bytes)).packet();
  }
}
