package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.testpeer.StunRequests;

class StunMessageTest {
  /** RFC 5769 section 2.1. */
  private static final String SAMPLE_REQUEST =
      """
      000100582112a442b7e7a701bc34d686fa87dfae\
      802200105354554e207465737420636c69656e74\
      002400046e0001ff\
      80290008932ff9b151263b36\
      000600096576746a3a68367659202020\
      000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2\
      80280004e57a3bcf\
      """;

  static final String SAMPLE_PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

  private static Mac mac(String password) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    return mac;
  }

  static byte[] sample() {
    return HexFormat.of().parseHex(SAMPLE_REQUEST);
  }

  @Test
  void readsTheSampleRequest() throws Exception {
    StunMessage message = StunMessage.parse(Unpooled.wrappedBuffer(sample()));

    assertNotNull(message);
    assertTrue(message.isBindingRequest());
    assertEquals("evtj", message.localUfrag());
    assertTrue(message.hasUsername("evtj:h6vY".getBytes(StandardCharsets.UTF_8)));
    assertFalse(message.hasUsername("evtj:h6v".getBytes(StandardCharsets.UTF_8)));
    assertFalse(message.hasUsername("evtj:h6vY ".getBytes(StandardCharsets.UTF_8)));
    assertEquals(0xb7e7a701bc34d686L, message.transactionHead());
    assertEquals(0xfa87dfae, message.transactionTail());
    assertFalse(message.isPlainCheck(), "it is a controlled agent's");
    assertTrue(message.integrityMatches(mac(SAMPLE_PASSWORD)));
    assertFalse(message.integrityMatches(mac("VOkJxbRl1RmTxUk/WvJxBu")));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          message type bits,     0, 80
          length,                3, 5c
          magic cookie,          4, 22
          attribute length,      23, ff
          priority length,       43, 03
          fingerprint,           107, ce
          """)
  void refusesWhatIsDamaged(String what, int offset, String value) {
    byte[] bytes = sample();
    bytes[offset] = (byte) Integer.parseInt(value.strip(), 16);
    assertNull(StunMessage.parse(Unpooled.wrappedBuffer(bytes)), what);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] bytes = sample();
    for (int length = 0; length < bytes.length; length++) {
      assertNull(StunMessage.parse(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, length))));
    }
  }

  @Test
  void refusesARepeatedUsername() {
    byte[] check = StunRequests.check(new byte[12], "aaaa:bbbb", null, false);
    byte[] bytes = new byte[check.length - 8 + 16];
    System.arraycopy(check, 0, bytes, 0, check.length - 8);
    System.arraycopy(check, 20, bytes, check.length - 8, 16);
    bytes[3] = (byte) (bytes.length - 20);
    assertNull(StunMessage.parse(Unpooled.wrappedBuffer(bytes)));
  }

  @Test
  void aRequestWithoutIntegrityNeverMatches() throws Exception {
    byte[] check = StunRequests.check(new byte[12], "aaaa:bbbb", null, true);
    StunMessage message = StunMessage.parse(Unpooled.wrappedBuffer(check));
    assertNotNull(message);
    assertFalse(message.integrityMatches(mac("x")));
  }
}
