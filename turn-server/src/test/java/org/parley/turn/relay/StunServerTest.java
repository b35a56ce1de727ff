package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;

class StunServerTest {
  private static final TransactionId ID = new TransactionId(5, 6);
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 4711);
  private static final int ALLOCATE = 0x003;

  private final StunCounters counters = new StunCounters();
  private final StunServer server = new StunServer(counters);

  @Test
  void answersABindingRequestWithTheSource() {
    byte[] request = request(StunMessage.BINDING);
    assertEquals(
        new StunMessage(
            StunClass.SUCCESS_RESPONSE,
            StunMessage.BINDING,
            ID,
            new StunAttribute.XorMappedAddress(CLIENT)),
        reply(request).message());
    assertEquals(1, counters.bindings());
  }

  @Test
  void refusesWhatItCannotComprehendAndNamesIt() {
    byte[] request =
        request(
            StunMessage.BINDING,
            new StunAttribute.Unknown(0x0003),
            new StunAttribute.Unknown(0x8fff),
            new StunAttribute.Unknown(0x0027));
    assertEquals(
        new StunMessage(
            StunClass.ERROR_RESPONSE,
            StunMessage.BINDING,
            ID,
            new StunAttribute.ErrorCode(420, ""),
            new StunAttribute.UnknownAttributes(List.of(0x0003, 0x0027))),
        reply(request).message());
    assertEquals(1, counters.refused());
  }

  @Test
  void acceptsTheAttributesOfIce() {
    byte[] request =
        request(
            StunMessage.BINDING, new StunAttribute.Priority(1), new StunAttribute.UseCandidate());
    assertEquals(StunClass.SUCCESS_RESPONSE, reply(request).message().type());
  }

  @Test
  void aFingerprintIsAnsweredByOne() {
    byte[] request =
        StunEncoder.encode(new StunMessage(StunClass.REQUEST, StunMessage.BINDING, ID), true);
    assertEquals(StunPacket.Fingerprint.VALID, reply(request).fingerprint());
    assertEquals(StunPacket.Fingerprint.ABSENT, reply(request(StunMessage.BINDING)).fingerprint());
  }

  @Test
  void dropsOtherMethodsAndClasses() {
    assertNull(server.onPacket(request(ALLOCATE), CLIENT));
    for (StunClass type : StunClass.values()) {
      if (type != StunClass.REQUEST) {
        byte[] message = StunEncoder.encode(new StunMessage(type, StunMessage.BINDING, ID), false);
        assertNull(server.onPacket(message, CLIENT));
      }
    }
    assertEquals(4, counters.ignored());
  }

  @Test
  void dropsWhatIsMalformed() {
    byte[] wrongFingerprint =
        StunEncoder.encode(new StunMessage(StunClass.REQUEST, StunMessage.BINDING, ID), true);
    wrongFingerprint[wrongFingerprint.length - 1] ^= 1;
    assertNull(server.onPacket(wrongFingerprint, CLIENT));
    assertNull(server.onPacket(new byte[0], CLIENT));
    assertNull(server.onPacket(new byte[20], CLIENT));
    assertEquals(3, counters.malformed());
  }

  @Test
  void doesNotAmplify() {
    byte[] bare = request(StunMessage.BINDING);
    assertTrue(replyLength(bare) <= 1.6 * bare.length, "success, IPv4");
    for (int unknown = 1; unknown < 40; unknown++) {
      byte[] request =
          request(
              StunMessage.BINDING,
              IntStream.range(0, unknown)
                  .mapToObj(i -> new StunAttribute.Unknown(0x7000 + i))
                  .toArray(StunAttribute[]::new));
      assertTrue(replyLength(request) <= 1.6 * request.length, unknown + " unknown attributes");
    }
  }

  private int replyLength(byte[] request) {
    byte[] reply = server.onPacket(request, CLIENT);
    assertNotNull(reply);
    return reply.length;
  }

  private StunPacket reply(byte[] request) {
    byte[] reply = server.onPacket(request, CLIENT);
    assertNotNull(reply);
    return assertInstanceOf(StunDecoding.Parsed.class, StunParser.parse(reply)).packet();
  }

  private static byte[] request(int method, StunAttribute... attributes) {
    return StunEncoder.encode(new StunMessage(StunClass.REQUEST, method, ID, attributes), false);
  }
}
