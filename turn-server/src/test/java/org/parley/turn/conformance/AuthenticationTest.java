package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** The long-term credential mechanism as of RFC 5389, which all of today's clients speak. */
class AuthenticationTest extends Scenario {
  private static final List<Integer> INTEGRITY =
      List.of(Stun.MESSAGE_INTEGRITY, Stun.MESSAGE_INTEGRITY_SHA256);

  @EachTransport
  void aRequestWithoutCredentialsIsChallenged(Transport transport) {
    Frame challenge = client(transport).challenge();
    assertEquals(target().realm(), challenge.string(Stun.REALM));
    assertFalse(challenge.string(Stun.NONCE).isEmpty());
    assertTrue(challenge.string(Stun.NONCE).length() < 128);
  }

  @EachTransport
  void aChallengeHasNoIntegrity(Transport transport) {
    Frame challenge = client(transport).challenge();
    assertEquals(INTEGRITY, TestClient.missing(challenge, INTEGRITY));
    assertFalse(challenge.has(Stun.USERNAME));
    challenge.verifyPadding();
  }

  @EachTransport
  void everyRequestIsChallenged(Transport transport) {
    TestClient client = client(transport);
    assertEquals(401, client.exchange(client.refresh(600).unsigned().bytes()).error());
    assertEquals(401, client.exchange(client.permit(peerAt()).unsigned().bytes()).error());
    assertEquals(401, client.exchange(client.bind(0x4000, peerAt()).unsigned().bytes()).error());
  }

  private static InetSocketAddress peerAt() {
    return at("127.0.0.1", 9);
  }

  @EachTransport
  void aChallengeComesBeforeAnyOtherFault(Transport transport) {
    TestClient client = client(transport);
    byte[] nothing = client.request(Stun.ALLOCATE).unsigned().bytes();
    assertEquals(401, client.exchange(nothing).error());
    byte[] unknown = client.allocate().attribute(0x7F01).unsigned().bytes();
    assertEquals(401, client.exchange(unknown).error());
  }

  @EachTransport
  void nameAndPasswordAreTaken(Transport transport) {
    TestClient client = client(transport);
    client.allocate().expectSuccess();
    client.refresh(600).expectSuccess();
  }

  @EachTransport
  void aMissingUsernameIs400(Transport transport) {
    client(transport).allocate().without(Stun.USERNAME).expectError(400);
  }

  @EachTransport
  void aMissingRealmIs400(Transport transport) {
    client(transport).allocate().without(Stun.REALM).expectError(400);
  }

  @EachTransport
  void aMissingNonceIs400(Transport transport) {
    client(transport).allocate().without(Stun.NONCE).expectError(400);
  }

  @EachTransport
  void credentialsWithoutIntegrityAreChallenged(Transport transport) {
    Frame reply = client(transport).allocate().without(Stun.MESSAGE_INTEGRITY).expectError(401);
    assertEquals(target().realm(), reply.string(Stun.REALM));
    assertTrue(reply.has(Stun.NONCE));
  }

  @EachTransport
  void aWrongNonceIs438(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    Frame reply = client.allocate().nonce("0123456789abcdef").expectError(438);
    assertEquals(target().realm(), reply.string(Stun.REALM));
    assertEquals(INTEGRITY, TestClient.missing(reply, INTEGRITY));
    client.allocate().nonce(reply.string(Stun.NONCE)).expectSuccess();
  }

  @EachTransport
  void aNonceWithAnotherEndIs438(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    String nonce = client.nonce;
    String begin = nonce.substring(0, nonce.length() - 1);
    for (char last :
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".toCharArray()) {
      // No more than ten challenges a second are answered over UDP.
      if (transport == Transport.UDP && last > '5') {
        break;
      }
      if (last != nonce.charAt(nonce.length() - 1)) {
        client.allocate().nonce(begin + last).expectError(438);
      }
    }
  }

  @EachTransport
  void aWrongPasswordIs401(Transport transport) {
    Credentials wrong = new Credentials(target().user().user(), "not the password");
    Frame reply = client(transport).allocate().as(wrong).expectError(401);
    assertTrue(reply.has(Stun.REALM) && reply.has(Stun.NONCE), reply::toString);
    assertEquals(INTEGRITY, TestClient.missing(reply, INTEGRITY));
  }

  @EachTransport
  void anUnknownUserIs401(Transport transport) {
    Credentials nobody = new Credentials("nobody", target().user().password());
    client(transport).allocate().as(nobody).expectError(401);
  }

  @EachTransport
  void anEmptyUserIs401(Transport transport) {
    client(transport).allocate().as(new Credentials("", "")).expectError(401);
  }

  @EachTransport
  void aRightUserAfterAWrongOneIsTaken(Transport transport) {
    TestClient client = client(transport);
    client.allocate().as(new Credentials("nobody", "nothing")).expectError(401);
    client.allocate().expectSuccess();
  }

  @EachTransport
  void whatWasChangedOnTheWayIs401(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    byte[] request = client.request(Stun.ALLOCATE).number(Stun.LIFETIME, 700).bytes();
    assertEquals(Stun.LIFETIME, ByteBuffer.wrap(request).getShort(20));
    request[27] ^= 1;
    assertEquals(401, client.exchange(request).error());
  }

  @EachTransport
  void oneWrongBitOfIntegrityIs401(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    byte[] request = client.allocate().bytes();
    request[request.length - 1] ^= 1;
    assertEquals(401, client.exchange(request).error());
  }

  @EachTransport
  void anotherRealmIs401(Transport transport) {
    client(transport).allocate().realm("elsewhere.example").expectError(401);
  }

  @EachTransport
  void attributesBehindTheIntegrityAreIgnored(Transport transport) {
    client(transport)
        .allocate()
        .trailing(message -> message.attribute(0x7F02, new byte[4]))
        .trailing(message -> message.number(Stun.LIFETIME, 3000))
        .expectSuccess();
  }

  @EachTransport
  void aFingerprintBehindTheIntegrityIsTaken(Transport transport) {
    Frame reply = client(transport).allocate().fingerprint().expectSuccess();
    if (target().ours() || reply.has(Stun.FINGERPRINT)) {
      reply.verifyFingerprint();
    }
  }

  @EachTransport
  void aWrongFingerprintIsDiscarded(Transport transport) {
    client(transport).allocate().trailing(message -> message.fingerprint(0x100)).expectSilence();
  }

  @EachTransport
  void paddingOfTheNameMayBeAnything(Transport transport) {
    client(transport).allocate().padding(0xEE).expectSuccess();
  }

  @EachTransport
  void anUnknownRequiredAttributeIs420(Transport transport) {
    Request request = client(transport).allocate().attribute(0x7F03, (byte) 1);
    Frame reply = request.expectError(420);
    assertEquals(List.of(0x7F03), reply.unknownAttributes());
    request.verify(reply);
  }

  @EachTransport
  void anUnknownOptionalAttributeIsIgnored(Transport transport) {
    client(transport).allocate().attribute(0xFF03, new byte[9]).expectSuccess();
  }

  @EachTransport
  void errorsAfterAuthenticationAreProtected(Transport transport) {
    TestClient client = client(transport);
    client.allocate().expectSuccess();
    Request second = client.allocate();
    second.verify(second.expectError(437));
    Request missing = client.request(Stun.CREATE_PERMISSION);
    missing.verify(missing.expectError(400));
  }

  @EachTransport
  void aNonceIsGoodForManyRequests(Transport transport) {
    TestClient client = client(transport);
    client.allocate().expectSuccess();
    String nonce = client.nonce;
    for (int i = 0; i < 20; i++) {
      client.refresh(600).expectSuccess();
    }
    assertEquals(nonce, client.nonce);
  }

  @EachTransport
  void noncesDiffer(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    TestClient other = client(transport);
    other.challenge();
    assertNotEquals(client.nonce, other.nonce);
  }

  private static String secret() {
    String secret = target().secret();
    assumeTrue(!secret.isEmpty(), "the target has no secret for ephemeral credentials");
    return secret;
  }

  private static long inSeconds(long seconds) {
    return Instant.now().getEpochSecond() + seconds;
  }

  @EachTransport
  void ephemeralCredentialsAreTaken(Transport transport) {
    TestClient client = client(transport);
    client.as(Credentials.ephemeral(secret(), "ada", inSeconds(60)));
    client.allocate().expectSuccess();
    client.refresh(600).expectSuccess();
  }

  @EachTransport
  void ephemeralNamesMayHaveColons(Transport transport) {
    TestClient client = client(transport);
    client.as(Credentials.ephemeral(secret(), "room:7:ada", inSeconds(60)));
    client.allocate().expectSuccess();
  }

  @EachTransport
  void expiredCredentialsAre401(Transport transport) {
    Credentials expired = Credentials.ephemeral(secret(), "ada", inSeconds(-1));
    Frame reply = client(transport).allocate().as(expired).expectError(401);
    assertTrue(reply.has(Stun.REALM) && reply.has(Stun.NONCE), reply::toString);
  }

  @EachTransport
  void ephemeralCredentialsOfAnotherSecretAre401(Transport transport) {
    Credentials forged = Credentials.ephemeral(secret() + "x", "ada", inSeconds(60));
    client(transport).allocate().as(forged).expectError(401);
  }

  @EachTransport
  void aLongerExpiryThanSignedIs401(Transport transport) {
    Credentials signed = Credentials.ephemeral(secret(), "ada", inSeconds(60));
    Credentials longer = new Credentials(inSeconds(6_000) + ":ada", signed.password());
    client(transport).allocate().as(longer).expectError(401);
  }

  @EachTransport
  void aNameWithoutExpiryIs401(Transport transport) {
    Credentials timeless = new Credentials("ada", Digests.ephemeralPassword(secret(), "ada"));
    client(transport).allocate().as(timeless).expectError(401);
  }
}
