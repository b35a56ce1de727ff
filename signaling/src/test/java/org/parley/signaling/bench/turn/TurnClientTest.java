package org.parley.signaling.bench.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TurnAttribute;

class TurnClientTest {
  private static final long SECOND = 1_000_000_000;
  private static final InetSocketAddress RELAYED = new InetSocketAddress("192.0.2.1", 50_000);
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.9", 7);

  private final TurnClient client = new TurnClient("ada", "lovelace", 42);

  private static StunPacket read(byte @Nullable [] bytes) {
    return assertInstanceOf(
            StunDecoding.Parsed.class, StunParser.parse(Objects.requireNonNull(bytes)))
        .packet();
  }

  private byte @Nullable [] answer(
      byte @Nullable [] request, StunClass type, StunAttribute... with) {
    StunMessage asked = read(request).message();
    return client.onMessage(
        StunEncoder.encode(
            new StunMessage(type, asked.method(), asked.transactionId(), with), false),
        SECOND);
  }

  private byte @Nullable [] challenge(byte @Nullable [] request, int code, String nonce) {
    return answer(
        request,
        StunClass.ERROR_RESPONSE,
        new StunAttribute.ErrorCode(code, "say who"),
        new StunAttribute.Realm("parley"),
        new StunAttribute.Nonce(nonce));
  }

  private static byte[] key() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("MD5").digest("ada:parley:lovelace".getBytes(UTF_8));
  }

  private byte[] authenticated() {
    return Objects.requireNonNull(challenge(client.allocate(SECOND), 401, "n1"));
  }

  private void allocated() {
    assertNull(
        answer(
            authenticated(),
            StunClass.SUCCESS_RESPONSE,
            new TurnAttribute.XorRelayedAddress(RELAYED)));
  }

  @Test
  void answersTheChallengeAndAllocates() throws Exception {
    byte[] first = client.allocate(SECOND);
    assertFalse(read(first).hasIntegrity());
    StunPacket second = read(challenge(first, 401, "n1"));
    assertTrue(second.verifyIntegrity(key()));
    assertEquals(
        new StunAttribute.Username("ada"),
        second.message().attribute(StunAttribute.Username.class));
    assertNotEquals(
        read(first).message().transactionId(), second.message().transactionId(), "a new request");
    assertEquals(TurnClient.Phase.ALLOCATING, client.phase());
  }

  @Test
  void bindsAChannelAndEnds() {
    allocated();
    assertEquals(TurnClient.Phase.ALLOCATED, client.phase());
    assertEquals(RELAYED, client.relayed());
    byte[] bind = client.bind(PEER, TurnBenchOptions.Method.CHANNEL, SECOND);
    assertEquals(
        new TurnAttribute.XorPeerAddress(PEER),
        read(bind).message().attribute(TurnAttribute.XorPeerAddress.class));
    assertNull(answer(bind, StunClass.SUCCESS_RESPONSE));
    assertEquals(TurnClient.Phase.READY, client.phase());
    assertNull(answer(client.end(SECOND), StunClass.SUCCESS_RESPONSE));
    assertEquals(TurnClient.Phase.ENDED, client.phase());
  }

  @Test
  void aStaleNonceIsReplaced() {
    allocated();
    byte[] again = challenge(client.bind(PEER, TurnBenchOptions.Method.SEND, SECOND), 438, "n2");
    assertEquals(
        new StunAttribute.Nonce("n2"), read(again).message().attribute(StunAttribute.Nonce.class));
    assertEquals(TurnClient.Phase.BINDING, client.phase());
  }

  @Test
  void wrongCredentialsAreAFailureAndNoLoop() {
    byte[] request = authenticated();
    for (int i = 0; i < 3 && request != null; i++) {
      request = challenge(request, 401, "n" + i);
    }
    assertNull(request);
    assertEquals(TurnClient.Phase.FAILED, client.phase());
    assertEquals("Allocate: 401 say who", client.failure());
  }

  @Test
  void refusalsAreFailures() {
    answer(authenticated(), StunClass.ERROR_RESPONSE, new StunAttribute.ErrorCode(486, "too many"));
    assertEquals("Allocate: 486 too many", client.failure());
  }

  @Test
  void sendsAgainMoreAndMoreRarelyUntilItGivesUp() {
    byte[] request = client.allocate(0);
    assertNull(client.onTimeout(SECOND / 2 - 1));
    long now = SECOND / 2;
    for (int i = 1; i < 6; i++) {
      assertArrayEquals(request, client.onTimeout(now));
      long wait = SECOND / 2 << i;
      assertNull(client.onTimeout(now + wait - 1));
      now += wait;
    }
    assertNull(client.onTimeout(now));
    assertEquals("Allocate: no answer", client.failure());
  }

  @Test
  void strangersAreIgnored() {
    byte[] request = client.allocate(0);
    assertNull(client.onMessage(new byte[] {1, 2, 3}, 0));
    assertNull(client.onMessage(request, 0), "a request is no response");
    assertEquals(TurnClient.Phase.ALLOCATING, client.phase());
    TurnClient other = new TurnClient("ada", "lovelace", 43);
    assertNull(client.onMessage(other.allocate(0), 0));
    assertNotNull(client.onTimeout(SECOND));
  }
}
