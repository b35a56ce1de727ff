package org.parley.turn.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5769 §2. */
class Rfc5769Test {
  private static final byte[] PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(UTF_8);
  private static final TransactionId ID = new TransactionId(0xb7e7a701, 0xbc34d686fa87dfaeL);

  static final String REQUEST =
      """
      000100582112a442b7e7a701bc34d686fa87dfae
      802200105354554e207465737420636c69656e74
      002400046e0001ff
      80290008932ff9b151263b36
      000600096576746a3a68367659202020
      000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
      80280004e57a3bcf
      """;
  static final String RESPONSE_IPV4 =
      """
      0101003c2112a442b7e7a701bc34d686fa87dfae
      8022000b7465737420766563746f7220
      002000080001a147e112a643
      000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7
      80280004c07d4c96
      """;
  static final String RESPONSE_IPV6 =
      """
      010100482112a442b7e7a701bc34d686fa87dfae
      8022000b7465737420766563746f7220
      002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9
      00080014a382954e4be67bf11784c97c8292c275bfe3ed41
      80280004c8fb0b4c
      """;
  static final String LONG_TERM =
      """
      000100602112a44278ad3433c6ad72c029da412e
      00060012e3839ee38388e383aae38383e382afe382b90000
      0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341
      0014000b6578616d706c652e6f726700
      00080014f67024656dd64a3e02b8e0712e85c9a28ca89666
      """;

  @Test
  void sampleRequest() {
    StunPacket packet = parse(REQUEST);
    assertEquals(
        new StunMessage(
            StunClass.REQUEST,
            StunMessage.BINDING,
            ID,
            new StunAttribute.Software("STUN test client"),
            new StunAttribute.Priority(0x6e0001ff),
            new StunAttribute.IceControlled(0x932ff9b151263b36L),
            new StunAttribute.Username("evtj:h6vY")),
        packet.message());
    assertProtected(packet);
  }

  @Test
  void ipv4Response() {
    StunPacket packet = parse(RESPONSE_IPV4);
    assertEquals(
        new StunMessage(
            StunClass.SUCCESS_RESPONSE,
            StunMessage.BINDING,
            ID,
            new StunAttribute.Software("test vector"),
            new StunAttribute.XorMappedAddress(new InetSocketAddress("192.0.2.1", 32853))),
        packet.message());
    assertProtected(packet);
  }

  @Test
  void ipv6Response() {
    StunPacket packet = parse(RESPONSE_IPV6);
    InetSocketAddress mapped = new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853);
    assertEquals(
        List.of(
            new StunAttribute.Software("test vector"), new StunAttribute.XorMappedAddress(mapped)),
        packet.message().attributes());
    assertProtected(packet);
  }

  @Test
  void longTermAuthentication() throws Exception {
    String user = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
    StunPacket packet = parse(LONG_TERM);
    assertEquals(
        List.of(
            new StunAttribute.Username(user),
            new StunAttribute.Nonce("f//499k954d6OL34oL9FSTvy64sA"),
            new StunAttribute.Realm("example.org")),
        packet.message().attributes());
    byte[] key =
        MessageDigest.getInstance("MD5").digest((user + ":example.org:TheMatrIX").getBytes(UTF_8));
    assertTrue(packet.verifyIntegrity(key));
    assertEquals(StunPacket.Fingerprint.ABSENT, packet.fingerprint());
  }

  @Test
  void encodesTheLongTermVectorByteForByte() throws Exception {
    byte[] vector = bytes(LONG_TERM);
    StunMessage message = parse(LONG_TERM).message();
    byte[] withoutIntegrity = StunEncoder.encode(message, false);
    assertEquals(
        HexFormat.of().formatHex(vector, 20, vector.length - 24),
        HexFormat.of().formatHex(withoutIntegrity, 20, withoutIntegrity.length));
  }

  private static void assertProtected(StunPacket packet) {
    assertEquals(StunPacket.Fingerprint.VALID, packet.fingerprint());
    assertTrue(packet.verifyIntegrity(PASSWORD));
    assertFalse(packet.verifyIntegrity("VOkJxbRl1RmTxUk/WvJxBu".getBytes(UTF_8)));
  }

  private static StunPacket parse(String hex) {
    return assertInstanceOf(StunDecoding.Parsed.class, StunParser.parse(bytes(hex))).packet();
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
