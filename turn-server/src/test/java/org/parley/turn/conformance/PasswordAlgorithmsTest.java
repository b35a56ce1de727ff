package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What RFC 8489 added to the long-term mechanism: SHA-256, a choice of algorithms, USERHASH. */
class PasswordAlgorithmsTest extends Scenario {
  private static final String COOKIE = "obMatJos2";

  private static List<Integer> offered(TestClient client) {
    client.challenge();
    ByteBuffer list = ByteBuffer.wrap(Request.present(client.algorithms));
    List<Integer> offered = new ArrayList<>();
    while (list.hasRemaining()) {
      offered.add(list.getShort() & 0xFFFF);
      int parameters = list.getShort() + 3 & ~3;
      list.position(list.position() + parameters);
    }
    return offered;
  }

  private static int features(TestClient client) {
    byte[] bits = Base64.getDecoder().decode(client.nonce.substring(9, 13));
    return (bits[0] & 0xFF) << 16 | (bits[1] & 0xFF) << 8 | bits[2] & 0xFF;
  }

  @EachTransport
  void aChallengeOffersAlgorithms(Transport transport) {
    List<Integer> offered = offered(client(transport));
    assertTrue(offered.contains(Request.MD5) && offered.contains(Request.SHA256));
  }

  @EachTransport
  void theNonceSaysThatAlgorithmsAreOffered(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    assertTrue(client.nonce.startsWith(COOKIE), client.nonce);
    assertTrue((features(client) & 0x80_00_00) != 0, "password algorithms");
  }

  @EachTransport
  void aStaleNonceComesWithAlgorithms(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    Frame reply = client.allocate().nonce("stale").expectError(438);
    assertTrue(reply.has(Stun.PASSWORD_ALGORITHMS));
    assertTrue(reply.string(Stun.NONCE).startsWith(COOKIE));
  }

  @EachTransport
  void sha256Integrity(Transport transport) {
    Frame reply = client(transport).allocate().sha256(32).expectSuccess();
    assertFalse(reply.has(Stun.MESSAGE_INTEGRITY));
  }

  @EachTransport
  void sha256KeyWithSha256Integrity(Transport transport) {
    TestClient client = client(transport);
    client.allocate().algorithm(Request.SHA256).sha256(32).expectSuccess();
    client.refresh(600).algorithm(Request.SHA256).sha256(32).expectSuccess();
  }

  @EachTransport
  void sha256KeyWithSha1Integrity(Transport transport) {
    client(transport).allocate().algorithm(Request.SHA256).expectSuccess();
  }

  @EachTransport
  void md5KeyThatWasChosen(Transport transport) {
    client(transport).allocate().algorithm(Request.MD5).expectSuccess();
  }

  @EachTransport
  void bothIntegrities(Transport transport) {
    client(transport).allocate().bothIntegrities().expectSuccess();
  }

  @EachTransport
  void sha256CountsOfBothIntegrities(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    byte[] request = client.allocate().bothIntegrities().bytes();
    request[request.length - 1] ^= 1;
    assertEquals(401, client.exchange(request).error());
  }

  @EachTransport
  void aWrongBitOfSha256Is401(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    byte[] request = client.allocate().sha256(32).bytes();
    request[request.length - 20] ^= 4;
    assertEquals(401, client.exchange(request).error());
  }

  @EachTransport
  void protectedErrorsUseSha256AsWell(Transport transport) {
    TestClient client = client(transport);
    Request second = client.refresh(600).algorithm(Request.SHA256).sha256(32);
    second.verify(second.expectError(437));
  }

  @EachTransport
  void userhash(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    client.allocate().userhash().algorithm(Request.SHA256).sha256(32).expectSuccess();
    client.refresh(600).userhash().expectSuccess();
  }

  @EachTransport
  void theNonceSaysThatUserhashIsKnown(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    assertTrue((features(client) & 0x40_00_00) != 0, "username anonymity");
  }

  @EachTransport
  void anUnknownUserhashIs401(Transport transport) {
    Credentials nobody = new Credentials("nobody", "x");
    client(transport).allocate().userhash().as(nobody).expectError(401);
  }

  @EachTransport
  void userhashAndNameAreTheSameUser(Transport transport) {
    TestClient client = client(transport);
    client.allocate().expectSuccess();
    client.refresh(600).userhash().sha256(32).expectSuccess();
  }

  @EachTransport
  void aShortenedListIs400(Transport transport) {
    TestClient client = client(transport);
    offered(client);
    byte[] onlyMd5 = {0, 1, 0, 0};
    client.allocate().algorithm(Request.MD5).algorithms(onlyMd5).expectError(400);
  }

  @EachTransport
  void anotherOrderIs400(Transport transport) {
    TestClient client = client(transport);
    List<Integer> offered = offered(client);
    ByteBuffer turned = ByteBuffer.allocate(4 * offered.size());
    offered.reversed().forEach(algorithm -> turned.putInt(algorithm << 16));
    client.allocate().algorithm(Request.MD5).algorithms(turned.array()).expectError(400);
  }

  @EachTransport
  void anAlgorithmWithoutTheListIs400(Transport transport) {
    client(transport)
        .allocate()
        .algorithm(Request.SHA256)
        .without(Stun.PASSWORD_ALGORITHMS)
        .expectError(400);
  }

  @EachTransport
  void aListWithoutAnAlgorithmIs400(Transport transport) {
    client(transport)
        .allocate()
        .algorithm(Request.MD5)
        .without(Stun.PASSWORD_ALGORITHM)
        .expectError(400);
  }

  @EachTransport
  void anAlgorithmThatWasNotOfferedIs400(Transport transport) {
    client(transport).allocate().algorithm(0x7777).expectError(400);
  }

  @EachTransport
  void aNonceWithoutItsFeaturesIs438(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    String talkedDown = COOKIE + "AAAA" + client.nonce.substring(13);
    client.allocate().nonce(talkedDown).expectError(438);
  }

  @EachTransport
  void integrityShorterThanAllowedIsNotTaken(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    Frame reply = client.exchange(client.allocate().sha256(12).bytes(), 300);
    assertTrue(reply == null || reply.error() == 400 || reply.error() == 401);
  }

  /** RFC 8489 §14.6: whole unless the usage allows truncation, and RFC 8656 does not. */
  @EachTransport
  void truncatedIntegrityIsNotTaken(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    Frame reply = client.exchange(client.allocate().sha256(16).bytes(), 300);
    assertTrue(reply == null || reply.error() == 400 || reply.error() == 401);
  }

  @EachTransport
  void emptyIntegrityIsNotTaken(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    byte[] signed = client.allocate().sha256(32).bytes();
    byte[] empty = Arrays.copyOf(signed, signed.length - 32);
    ByteBuffer.wrap(empty).putShort(2, (short) (empty.length - 20));
    ByteBuffer.wrap(empty).putShort(empty.length - 2, (short) 0);
    Frame reply = client.exchange(empty, 300);
    assertTrue(reply == null || reply.error() == 400 || reply.error() == 401);
  }
}
