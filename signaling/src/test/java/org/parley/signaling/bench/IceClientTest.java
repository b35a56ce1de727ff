package org.parley.signaling.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.parley.media.api.IceCredentials;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;

class IceClientTest {
  private static final IceCredentials LOCAL = new IceCredentials("me", "myPassword");
  private static final IceCredentials REMOTE = new IceCredentials("srv", "serverPassword");
  private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 10000);
  private static final InetSocketAddress OTHER = new InetSocketAddress("192.0.2.2", 10000);
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 5000);

  private final IceClient client = new IceClient(LOCAL, REMOTE, new SplittableRandom(1));

  @Test
  void aCheckIsThatOfAControllingAgent() {
    StunPacket check = parsed(client.check(SERVER, true));
    assertTrue(check.verifyIntegrity(REMOTE.password().getBytes(UTF_8)));
    assertEquals(StunPacket.Fingerprint.VALID, check.fingerprint());
    StunMessage message = check.message();
    assertEquals(StunClass.REQUEST, message.type());
    assertEquals(
        new StunAttribute.Username("srv:me"), message.attribute(StunAttribute.Username.class));
    assertNotNull(message.attribute(StunAttribute.Priority.class));
    assertNotNull(message.attribute(StunAttribute.IceControlling.class));
    assertNotNull(message.attribute(StunAttribute.UseCandidate.class));
    StunMessage ordinary = parsed(client.check(SERVER, false)).message();
    assertNull(ordinary.attribute(StunAttribute.UseCandidate.class));
  }

  @Test
  void aRightAnswerConfirmsOnce() {
    byte[] answer = answerTo(client.check(SERVER, true), REMOTE.password());
    assertEquals(new IceClient.Reaction.Confirmed(SERVER, true), client.onPacket(answer, SERVER));
    assertEquals(new IceClient.Reaction.Nothing(), client.onPacket(answer, SERVER));
  }

  @Test
  void answersFromElsewhereOrUnderAnotherKeyDoNotCount() {
    byte[] forged = answerTo(client.check(SERVER, true), LOCAL.password());
    assertEquals(new IceClient.Reaction.Nothing(), client.onPacket(forged, SERVER));
    byte[] astray = answerTo(client.check(SERVER, true), REMOTE.password());
    assertEquals(new IceClient.Reaction.Nothing(), client.onPacket(astray, OTHER));
    assertEquals(new IceClient.Reaction.Nothing(), client.onPacket(new byte[3], SERVER));
  }

  @Test
  void theServersChecksAreAnswered() {
    IceClient server = new IceClient(REMOTE, LOCAL, new SplittableRandom(2));
    byte[] check = server.check(CLIENT, false);
    IceClient.Reaction.Reply reply =
        assertInstanceOf(IceClient.Reaction.Reply.class, client.onPacket(check, SERVER));
    StunPacket response = parsed(reply.bytes());
    assertEquals(
        new StunAttribute.XorMappedAddress(SERVER),
        response.message().attribute(StunAttribute.XorMappedAddress.class));
    assertEquals(
        new IceClient.Reaction.Confirmed(CLIENT, false), server.onPacket(reply.bytes(), CLIENT));
  }

  @Test
  void strangersAreNotAnswered() {
    IceClient stranger =
        new IceClient(REMOTE, new IceCredentials("me", "guess"), new SplittableRandom(3));
    assertEquals(
        new IceClient.Reaction.Nothing(), client.onPacket(stranger.check(CLIENT, false), OTHER));
    byte[] bare =
        StunEncoder.encode(
            new StunMessage(StunClass.REQUEST, StunMessage.BINDING, new TransactionId(1, 2)), true);
    assertEquals(new IceClient.Reaction.Nothing(), client.onPacket(bare, OTHER));
  }

  private static byte[] answerTo(byte[] check, String password) {
    StunMessage response =
        new StunMessage(
            StunClass.SUCCESS_RESPONSE,
            StunMessage.BINDING,
            parsed(check).message().transactionId(),
            new StunAttribute.XorMappedAddress(CLIENT));
    return StunEncoder.encodeProtected(response, password.getBytes(UTF_8));
  }

  private static StunPacket parsed(byte[] bytes) {
    return assertInstanceOf(StunDecoding.Parsed.class, StunParser.parse(bytes)).packet();
  }
}
