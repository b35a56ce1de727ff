package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.parley.media.api.IceCredentials;
import org.parley.media.testpeer.StunRequests;
import org.parley.media.transport.ice.IceSession.Dropped;
import org.parley.media.transport.ice.IceSession.Renewed;

class StunMessageFuzzTest {
  private static final Pair PAIR =
      new Pair(
          Pair.Transport.UDP,
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 10000),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000));

  @FuzzTest(maxDuration = "30s")
  void parsesOrRefuses(byte[] bytes) throws Exception {
    StunMessage message = StunMessage.parse(Unpooled.wrappedBuffer(bytes));
    if (message != null) {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      assertTrue(message.isBindingRequest() || !message.integrityMatches(mac));
      assertFalse(message.hasUsername("no:one".getBytes(StandardCharsets.UTF_8)));
      String ufrag = message.localUfrag();
      assertTrue(ufrag == null || ufrag.indexOf(':') < 0);
      assertTrue(message.isBindingRequest() || !message.isPlainCheck());
      byte[] answer = new SuccessResponse(PAIR.remote()).to(message, mac).response();
      assertNotNull(StunMessage.parse(Unpooled.wrappedBuffer(answer)));
    }
  }

  /** What passes our check may still be odd inside; ice4j must not throw it at us. */
  @FuzzTest(maxDuration = "30s")
  void theResponderAcceptsNothingUnauthenticated(byte[] bytes) {
    StunMessage message = StunMessage.parse(Unpooled.wrappedBuffer(bytes));
    if (message != null && message.isBindingRequest()) {
      Ice4jResponder responder = new Ice4jResponder();
      CheckResponder.Answer answer = responder.answer(PAIR, message.bytes());
      responder.free();
      assertTrue(answer == null || answer.check() == null);
    }
  }

  /** Whatever follows the right transaction id: without the password it is nothing. */
  @FuzzTest(maxDuration = "20s")
  void noAnswerWithoutThePassword(byte[] bytes) {
    ConsentChecks checks = new ConsentChecks(20, new byte[32]);
    Ice4jResponder responder = new Ice4jResponder();
    IceCredentials peer = new IceCredentials("peer", "c-password-of-22-bytes");
    Generation generation = new Generation(responder);
    generation.setRemote(peer);
    ValidPair pair = new ValidPair(PAIR, generation);
    byte[] request = Objects.requireNonNull(checks.next(pair, 8));
    if (bytes.length >= 20) {
      System.arraycopy(request, 4, bytes, 4, 16);
      bytes[0] = 1;
      bytes[1] = 1;
    }
    StunMessage message = StunMessage.parse(Unpooled.wrappedBuffer(bytes));
    if (message != null) {
      assertInstanceOf(Dropped.class, checks.onResponse(pair, message));
    }
    byte[] honest = StunRequests.success(StunRequests.transactionOf(request), peer.password());
    StunMessage answer = Objects.requireNonNull(StunMessage.parse(Unpooled.wrappedBuffer(honest)));
    assertInstanceOf(Renewed.class, checks.onResponse(pair, answer));
    responder.free();
  }
}
