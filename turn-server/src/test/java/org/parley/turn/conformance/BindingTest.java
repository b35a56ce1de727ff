package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binding (RFC 8489 §2, §6.3) and which messages are discarded. */
class BindingTest extends Scenario {
  private static final int UNKNOWN_REQUIRED = 0x7F01;
  private static final int UNKNOWN_OPTIONAL = 0xFF01;

  private static MessageBuilder binding() {
    return MessageBuilder.request(Stun.BINDING);
  }

  private static MessageBuilder allocate() {
    return MessageBuilder.request(Stun.ALLOCATE);
  }

  @EachTransport
  void tellsTheClientItsAddress(Transport transport) {
    TestClient client = client(transport);
    Frame reply = client.exchange(binding().bytes());
    assertEquals(2, reply.stunClass());
    assertEquals(Stun.BINDING, reply.method());
    assertEquals(client.local(), reply.address(Stun.XOR_MAPPED_ADDRESS));
  }

  @EachTransport
  void tellsAnIpv6ClientItsAddress(Transport transport) {
    TestClient client = client6(transport);
    assertEquals(
        client.local(), client.exchange(binding().bytes()).address(Stun.XOR_MAPPED_ADDRESS));
  }

  @EachTransport
  void anUnknownRequiredAttributeIs420(Transport transport) {
    TestClient client = client(transport);
    Frame reply = client.exchange(binding().attribute(UNKNOWN_REQUIRED, (byte) 1).bytes());
    assertEquals(420, reply.error());
    assertTrue(reply.unknownAttributes().contains(UNKNOWN_REQUIRED), reply::toString);
  }

  @EachTransport
  void allUnknownRequiredAttributesAreNamed(Transport transport) {
    byte[] request =
        binding()
            .attribute(UNKNOWN_REQUIRED)
            .attribute(UNKNOWN_OPTIONAL)
            .attribute(UNKNOWN_REQUIRED + 1, new byte[7])
            .attribute(UNKNOWN_REQUIRED + 2, new byte[4])
            .bytes();
    Frame reply = client(transport).exchange(request);
    assertEquals(420, reply.error());
    assertEquals(
        List.of(UNKNOWN_REQUIRED, UNKNOWN_REQUIRED + 1, UNKNOWN_REQUIRED + 2),
        reply.unknownAttributes());
  }

  @EachTransport
  void unknownOptionalAttributesAreIgnored(Transport transport) {
    byte[] request =
        binding().attribute(UNKNOWN_OPTIONAL, new byte[5]).attribute(0xC0DE, new byte[600]).bytes();
    assertEquals(2, client(transport).exchange(request).stunClass());
  }

  @EachTransport
  void softwareAndItsPaddingAreIgnored(Transport transport) {
    byte[] request = binding().padding(0xFF).text(Stun.SOFTWARE, "test client v").bytes();
    assertEquals(2, client(transport).exchange(request).stunClass());
  }

  @EachTransport
  void aRightFingerprintIsTaken(Transport transport) {
    TestClient client = client(transport);
    Frame reply = client.exchange(binding().fingerprint().bytes());
    assertEquals(2, reply.stunClass());
    if (target().ours() || reply.has(Stun.FINGERPRINT)) {
      reply.verifyFingerprint();
    }
  }

  @EachTransport
  void aWrongFingerprintIsDiscarded(Transport transport) {
    TestClient client = client(transport);
    client.raw(binding().fingerprint(1).bytes());
    client.expectSilence();
  }

  @EachTransport
  void aRetransmissionIsAnsweredAgain(Transport transport) {
    TestClient client = client(transport);
    byte[] request = binding().bytes();
    Frame first = client.exchange(request);
    Frame second = client.exchange(request);
    assertEquals(first.address(Stun.XOR_MAPPED_ADDRESS), second.address(Stun.XOR_MAPPED_ADDRESS));
  }

  @EachTransport
  void requestsUnderWayAreAllAnswered(Transport transport) {
    TestClient client = client(transport);
    byte[][] requests = new byte[20][];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = binding().bytes();
      client.raw(requests[i]);
    }
    for (byte[] request : requests) {
      Frame reply = client.next();
      assertTrue(reply.answers(request), "answers come in order here");
    }
  }

  @EachTransport
  void theAnswerHasNeitherMappedAddressNorIntegrity(Transport transport) {
    Frame reply = client(transport).exchange(binding().bytes());
    assertFalse(reply.has(Stun.MESSAGE_INTEGRITY));
    assertFalse(reply.has(Stun.ERROR_CODE));
    reply.verifyPadding();
  }

  @EachTransport
  void anIndicationIsNotAnswered(Transport transport) {
    TestClient client = client(transport);
    client.raw(MessageBuilder.indication(Stun.BINDING).bytes());
    client.expectSilence();
  }

  @EachTransport
  void responsesAreNotAnswered(Transport transport) {
    TestClient client = client(transport);
    client.raw(new MessageBuilder(Stun.type(2, Stun.BINDING)).bytes());
    client.raw(new MessageBuilder(Stun.type(3, Stun.BINDING)).bytes());
    client.raw(new MessageBuilder(Stun.type(2, Stun.ALLOCATE)).bytes());
    client.expectSilence();
  }

  @EachTransport
  void anUnknownMethodIsDiscarded(Transport transport) {
    TestClient client = client(transport);
    client.raw(MessageBuilder.request(0x0FE).bytes());
    client.expectSilence();
  }

  @EachTransport
  void indicationsOfRequestMethodsAreDiscarded(Transport transport) {
    TestClient client = client(transport);
    for (int method :
        new int[] {Stun.ALLOCATE, Stun.REFRESH, Stun.CREATE_PERMISSION, Stun.CHANNEL_BIND}) {
      client.raw(MessageBuilder.indication(method).bytes());
    }
    client.expectSilence();
  }

  @EachTransport
  void requestsOfIndicationMethodsAreDiscarded(Transport transport) {
    TestClient client = client(transport);
    client.raw(MessageBuilder.request(Stun.SEND).bytes());
    client.raw(MessageBuilder.request(Stun.DATA_METHOD).bytes());
    client.expectSilence();
  }

  @Test
  void aWrongCookieIsDiscarded() {
    TestClient client = client(Transport.UDP);
    byte[] message = allocate().number(Stun.REQUESTED_TRANSPORT, 17 << 24).bytes();
    message[4] ^= 0x01;
    client.raw(message);
    client.expectSilence();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 19})
  void aTruncatedHeaderIsDiscarded(int length) {
    TestClient client = client(Transport.UDP);
    client.raw(Arrays.copyOf(binding().bytes(), length));
    client.expectSilence();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 0xFFFC})
  void aLengthBeyondTheDatagramIsDiscarded(int length) {
    TestClient client = client(Transport.UDP);
    client.raw(binding().length(length).bytes());
    client.expectSilence();
  }

  @Test
  void aLengthShorterThanTheDatagramIsDiscarded() {
    TestClient client = client(Transport.UDP);
    client.raw(allocate().attribute(Stun.SOFTWARE, new byte[8]).length(4).bytes());
    client.expectSilence();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aLengthThatIsNoMultipleOfFourIsDiscarded(int excess) {
    TestClient client = client(Transport.UDP);
    byte[] message = Arrays.copyOf(binding().length(excess).bytes(), 20 + excess);
    client.raw(message);
    client.expectSilence();
  }

  @EachTransport
  void anAttributeLongerThanTheMessageIsDiscarded(Transport transport) {
    TestClient client = client(transport);
    byte[] message = binding().attribute(Stun.SOFTWARE, new byte[4]).bytes();
    message[23] = 40;
    client.raw(message);
    client.expectSilence();
  }

  @Test
  void firstBitsThatAreNotZeroAreNoStun() {
    TestClient client = client(Transport.UDP);
    for (int bits : new int[] {0x80, 0xC0}) {
      byte[] message = binding().bytes();
      message[0] |= (byte) bits;
      client.raw(message);
    }
    client.expectSilence();
  }

  @Test
  void anEmptyDatagramIsNothing() {
    TestClient client = client(Transport.UDP);
    client.raw(new byte[0]);
    client.expectSilence();
  }

  @EachTransport
  void credentialsInABindingDoNotHarm(Transport transport) {
    TestClient client = client(transport);
    byte[] request =
        binding().text(Stun.USERNAME, "somebody").sha1(new byte[16]).fingerprint().bytes();
    Frame reply = client.exchange(request);
    assertEquals(2, reply.stunClass());
    assertArrayEquals(Arrays.copyOfRange(request, 8, 20), reply.transactionId());
    assertNotNull(reply.value(Stun.XOR_MAPPED_ADDRESS));
  }
}
