package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.media.testpeer.StunRequests;

/** The hook into ice4j, whose version is pinned. */
class Ice4jResponderTest {
  private static final byte[] TRANSACTION = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  private final Ice4jResponder responder = new Ice4jResponder();

  @AfterEach
  void free() {
    responder.free();
  }

  private static Pair pair(Pair.Transport transport, int remotePort) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Pair(
        transport,
        new InetSocketAddress(loopback, 10000),
        new InetSocketAddress(loopback, remotePort));
  }

  private byte[] request(@Nullable String password, boolean useCandidate) {
    return StunRequests.check(
        TRANSACTION, responder.credentials().ufrag() + ":peer", password, useCandidate);
  }

  @ParameterizedTest
  @EnumSource
  void answersAnAuthenticCheckAndReportsIt(Pair.Transport transport) {
    byte[] request = request(responder.credentials().password(), true);

    CheckResponder.Answer answer = responder.answer(pair(transport, 5000), request);

    assertNotNull(answer);
    assertEquals(new CheckResponder.Check(0x6E7F1EFFL, true), answer.check());
    assertTrue(StunRequests.isSuccess(answer.response(), TRANSACTION));
    assertNotNull(
        StunMessage.parse(Unpooled.wrappedBuffer(answer.response())), "fingerprint and framing");
    assertNull(attribute(answer.response(), 0x8022), "SOFTWARE");
    assertNotNull(attribute(answer.response(), 0x0008), "MESSAGE-INTEGRITY");
    ByteBuffer mapped = attribute(answer.response(), 0x0020);
    assertNotNull(mapped);
    assertEquals(5000, (mapped.getShort(2) & 0xFFFF) ^ 0x2112);
  }

  @Test
  void withoutIntegrityIsUnauthorizedAndNoCheck() {
    CheckResponder.Answer answer =
        responder.answer(pair(Pair.Transport.UDP, 5000), request(null, true));

    assertNotNull(answer);
    assertNull(answer.check());
    ByteBuffer error = attribute(answer.response(), 0x0009);
    assertNotNull(error);
    assertEquals(401, error.get(2) * 100 + error.get(3));
  }

  @Test
  void withWrongIntegrityIsUnauthorizedAndNoCheck() {
    CheckResponder.Answer answer =
        responder.answer(pair(Pair.Transport.UDP, 5000), request("wrong", true));

    assertNotNull(answer);
    assertNull(answer.check());
  }

  @Test
  void aRetransmissionIsAnsweredButIsNoNewCheck() {
    byte[] request = request(responder.credentials().password(), false);
    responder.answer(pair(Pair.Transport.UDP, 5000), request);

    CheckResponder.Answer again = responder.answer(pair(Pair.Transport.UDP, 5000), request);

    assertNotNull(again);
    assertNull(again.check());
    assertTrue(StunRequests.isSuccess(again.response(), TRANSACTION));
  }

  @Test
  void aReplayFromElsewhereIsNotAnswered() {
    byte[] request = request(responder.credentials().password(), false);
    responder.answer(pair(Pair.Transport.UDP, 5000), request);

    assertNull(responder.answer(pair(Pair.Transport.UDP, 6000), request));
  }

  @Test
  void credentialsAreLongEnoughAndDiffer() {
    Ice4jResponder other = new Ice4jResponder();
    other.free();
    assertTrue(responder.credentials().ufrag().length() >= 4);
    assertTrue(responder.credentials().password().length() >= 22);
    assertTrue(!responder.credentials().equals(other.credentials()));
  }

  private static @Nullable ByteBuffer attribute(byte[] message, int type) {
    ByteBuffer in = ByteBuffer.wrap(message);
    int at = 20;
    while (at < message.length) {
      int length = in.getShort(at + 2) & 0xFFFF;
      if ((in.getShort(at) & 0xFFFF) == type) {
        return in.slice(at + 4, length);
      }
      at += 4 + ((length + 3) & ~3);
    }
    return null;
  }
}
