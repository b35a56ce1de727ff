package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.testpeer.StunRequests;

class SuccessResponseTest {
  /** Of RFC 5769. */
  private static final String TRANSACTION = "b7e7a701bc34d686fa87dfae";

  private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

  /** RFC 5769 section 2.2. */
  private static final String SAMPLE_IPV4_RESPONSE =
      """
      0101003c2112a442b7e7a701bc34d686fa87dfae\
      8022000b7465737420766563746f7220\
      002000080001a147e112a643\
      000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7\
      80280004c07d4c96\
      """;

  /** RFC 5769 section 2.3. */
  private static final String SAMPLE_IPV6_RESPONSE =
      """
      010100482112a442b7e7a701bc34d686fa87dfae\
      8022000b7465737420766563746f7220\
      002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9\
      00080014a382954e4be67bf11784c97c8292c275bfe3ed41\
      80280004c8fb0b4c\
      """;

  static Mac mac(String password) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    return mac;
  }

  private static StunMessage parsed(byte[] bytes) {
    return Objects.requireNonNull(StunMessage.parse(Unpooled.wrappedBuffer(bytes)));
  }

  private static byte[] request(String transaction) {
    return StunRequests.check(HexFormat.of().parseHex(transaction), "a:b", PASSWORD, false);
  }

  /** The vectors begin with a SOFTWARE that we do not send: what follows from it differs. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          192.0.2.1,                          0101003c, 12
          2001:db8:1234:5678:11:2233:4455:6677, 01010048, 24
          """)
  void mapsAsTheSamples(String host, String start, int mappedLength) throws Exception {
    String sample = mappedLength == 12 ? SAMPLE_IPV4_RESPONSE : SAMPLE_IPV6_RESPONSE;
    byte[] vector = HexFormat.of().parseHex(sample);
    assertTrue(sample.startsWith(start));
    assertTrue(parsed(vector).integrityMatches(mac(PASSWORD)), "the vector is whole");

    SuccessResponse response = new SuccessResponse(new InetSocketAddress(host, 32853));
    byte[] ours = response.to(parsed(request(TRANSACTION)), mac(PASSWORD)).response();

    assertArrayEquals(Arrays.copyOf(vector, 2), Arrays.copyOf(ours, 2));
    assertArrayEquals(Arrays.copyOfRange(vector, 4, 20), Arrays.copyOfRange(ours, 4, 20));
    assertArrayEquals(
        Arrays.copyOfRange(vector, 36, 36 + mappedLength),
        Arrays.copyOfRange(ours, 20, 20 + mappedLength));
    assertEquals(20 + mappedLength + 24 + 8, ours.length);
    assertTrue(parsed(ours).integrityMatches(mac(PASSWORD)));
  }

  /**
   * ice4j adds USERNAME, which responses do not have (RFC 8445 section 7.2.2), so that the sums of
   * both differ; without it they are the same bytes.
   */
  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::17", "fe80::1%1"})
  void isWhatIce4jAnswersButForTheUsername(String host) throws Exception {
    InetSocketAddress remote = new InetSocketAddress(host, 65_000);
    Ice4jResponder ice4j = new Ice4jResponder();
    String password = ice4j.credentials().password();
    byte[] request =
        StunRequests.check(
            HexFormat.of().parseHex(TRANSACTION),
            ice4j.credentials().ufrag() + ":peer",
            password,
            true);
    CheckResponder.Answer theirs =
        ice4j.answer(
            new Pair(Pair.Transport.UDP, new InetSocketAddress("192.0.2.9", 10000), remote),
            request);
    ice4j.free();
    assertNotNull(theirs);

    byte[] ours = new SuccessResponse(remote).to(parsed(request), mac(password)).response();

    StunAttributes mine = StunAttributes.of(ours);
    StunAttributes other = StunAttributes.of(theirs.response());
    assertEquals(List.of(0x0020, 0x0008, 0x8028), mine.types());
    assertEquals(List.of(0x0020, 0x0006, 0x0008, 0x8028), other.types());
    assertEquals(other.find(0x0020), mine.find(0x0020));
    assertArrayEquals(
        Arrays.copyOfRange(theirs.response(), 4, 20), Arrays.copyOfRange(ours, 4, 20));
    assertEquals(ByteBuffer.wrap(theirs.response()).getShort(0), ByteBuffer.wrap(ours).getShort(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::17"})
  void isReadByIce4j(String host) throws Exception {
    InetSocketAddress remote = new InetSocketAddress(host, 5000);
    byte[] ours =
        new SuccessResponse(remote).to(parsed(request(TRANSACTION)), mac(PASSWORD)).response();

    Message decoded = Message.decode(ours, 0, ours.length);

    assertEquals(Message.BINDING_SUCCESS_RESPONSE, decoded.getMessageType());
    XorMappedAddressAttribute mapped =
        (XorMappedAddressAttribute) decoded.getAttribute(Attribute.XOR_MAPPED_ADDRESS);
    assertEquals(remote.getAddress(), mapped.getAddress(decoded.getTransactionID()).getAddress());
    assertEquals(5000, mapped.getAddress(decoded.getTransactionID()).getPort());
    assertNotNull(decoded.getAttribute(Attribute.MESSAGE_INTEGRITY));
    assertNotNull(decoded.getAttribute(Attribute.FINGERPRINT));
  }

  /** One array serves all transactions: nothing of the one before may stay. */
  @Test
  void answersEachTransactionAnew() throws Exception {
    Mac mac = mac(PASSWORD);
    InetSocketAddress remote = new InetSocketAddress("2001:db8::17", 5000);
    SuccessResponse response = new SuccessResponse(remote);
    byte[] first = response.to(parsed(request(TRANSACTION)), mac).response().clone();
    byte[] second =
        response.to(parsed(request("ffffffffffffffffffffffff")), mac).response().clone();
    byte[] again = response.to(parsed(request(TRANSACTION)), mac).response();

    assertArrayEquals(first, again);
    byte[] alone =
        new SuccessResponse(remote)
            .to(parsed(request("ffffffffffffffffffffffff")), mac(PASSWORD))
            .response();
    assertArrayEquals(alone, second);
  }
}
