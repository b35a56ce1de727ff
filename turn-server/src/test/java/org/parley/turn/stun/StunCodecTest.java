package org.parley.turn.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StunCodecTest {
  private static final TransactionId ID = new TransactionId(1, -2);
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("203.0.113.9", 61_000);

  @Test
  void everyAttributeSurvivesTheRoundTrip() {
    StunMessage message =
        new StunMessage(
            StunClass.ERROR_RESPONSE,
            0xABC,
            ID,
            new StunAttribute.MappedAddress(ADDRESS),
            new StunAttribute.XorMappedAddress(new InetSocketAddress("2001:db8::1", 1)),
            new StunAttribute.AlternateServer(ADDRESS),
            new StunAttribute.AlternateDomain("turn.example"),
            new StunAttribute.Username("a:b"),
            new StunAttribute.Realm("parley"),
            new StunAttribute.Nonce("n"),
            new StunAttribute.Software(""),
            new StunAttribute.ErrorCode(699, "why"),
            new StunAttribute.UnknownAttributes(List.of(0x7FFF, 2, 3)),
            new StunAttribute.Priority(-1),
            new StunAttribute.UseCandidate(),
            new StunAttribute.IceControlled(7),
            new StunAttribute.IceControlling(Long.MIN_VALUE),
            new StunAttribute.Unknown(0xC057));
    byte[] key = "secret".getBytes(UTF_8);
    StunPacket packet = parsed(StunEncoder.encodeProtected(message, key));
    assertEquals(message, packet.message());
    assertTrue(packet.verifyIntegrity(key));
    assertEquals(StunPacket.Fingerprint.VALID, packet.fingerprint());
  }

  @Test
  void theAttributesOfTurnSurviveTheRoundTrip() {
    StunMessage message =
        new StunMessage(
            StunClass.REQUEST,
            StunMessage.ALLOCATE,
            ID,
            new TurnAttribute.ChannelNumber(0x4FFF),
            new TurnAttribute.ConnectionId(-2),
            new TurnAttribute.MobilityTicket(ByteBuffer.wrap(new byte[] {1, 2, 3})),
            new TurnAttribute.MobilityTicket(ByteBuffer.allocate(0)),
            new TurnAttribute.Lifetime(0xFFFF_FFFFL),
            new TurnAttribute.XorPeerAddress(new InetSocketAddress("2001:db8::1", 1)),
            new TurnAttribute.XorRelayedAddress(ADDRESS),
            new TurnAttribute.Data(ByteBuffer.wrap(new byte[] {1, 2, 3})),
            new TurnAttribute.RequestedAddressFamily(AddressFamily.IPV6),
            new TurnAttribute.AdditionalAddressFamily(AddressFamily.IPV4),
            new TurnAttribute.EvenPort(true),
            new TurnAttribute.EvenPort(false),
            new TurnAttribute.RequestedTransport(TurnAttribute.RequestedTransport.UDP),
            new TurnAttribute.DontFragment(),
            new TurnAttribute.ReservationToken(Long.MIN_VALUE),
            new TurnAttribute.AddressErrorCode(AddressFamily.IPV6, 440, "no IPv6"),
            new TurnAttribute.Icmp(127, 511, -1),
            new TurnAttribute.Userhash(ByteBuffer.allocate(32)),
            new TurnAttribute.PasswordAlgorithms(
                List.of(PasswordAlgorithm.SHA256, PasswordAlgorithm.MD5)),
            new TurnAttribute.ChosenPasswordAlgorithm(PasswordAlgorithm.SHA256));
    byte[] key = "secret".getBytes(UTF_8);
    for (Integrity integrity : Integrity.values()) {
      StunPacket packet = parsed(StunEncoder.encodeProtected(message, integrity, key, true));
      assertEquals(message, packet.message());
      assertEquals(integrity, packet.integrity());
      assertTrue(packet.verifyIntegrity(key));
      assertFalse(packet.verifyIntegrity("secreT".getBytes(UTF_8)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0x000c, 000c000140000000
          0x000d, 000d000812345678 00000000
          0x0012, 0012000800039fa0e1baa642
          0x0017, 001700020100
          0x0018, 0018000280000000
          0x0019, 0019000111000000
          0x001a, 001a000411000000
          0x001d, 001d000400010004
          0x001e, 001e000400010004
          0x0022, 0022000400010004
          0x0003, 0003000300000000
          0x0027, 0027000212340000
          0x002a, 002a000212340000
          0x8001, 8001000403000400
          0x802b, 802b000400010000
          0x802c, 802c000400010000
          0x8002, 8002000200010000
          0x8004, 8004000400000400
          """)
  void whatIsNoValueOfItsKindIsKeptAsUnreadable(String type, String hex) {
    byte[] attribute = Rfc5769Test.bytes(hex);
    attribute = Arrays.copyOf(attribute, attribute.length + 3 & ~3);
    ByteBuffer message = ByteBuffer.allocate(20 + attribute.length);
    message.putShort((short) 3).putShort((short) attribute.length).putInt(0x2112a442);
    message.putInt(1).putLong(-2).put(attribute);
    assertEquals(
        List.of(new StunAttribute.Unreadable(Integer.decode(type))),
        parsed(message.array()).message().attributes());
  }

  /** RFC 8489 §14.6: at least 16 bytes in fours; §14.5: it may follow MESSAGE-INTEGRITY. */
  @Test
  void aTruncatedHmacIsComparedAsFarAsItGoes() {
    byte[] key = "k".getBytes(UTF_8);
    StunMessage message = new StunMessage(StunClass.REQUEST, 1, ID);
    for (int length = 4; length <= 32; length += 4) {
      byte[] bytes = new byte[24 + length];
      byte[] whole = StunEncoder.encodeProtected(message, Integrity.SHA256, key, false);
      System.arraycopy(whole, 0, bytes, 0, 24);
      bytes[3] = (byte) (4 + length);
      bytes[23] = (byte) length;
      byte[] hmac = Protection.hmac(Integrity.SHA256, bytes, 20, length, key);
      System.arraycopy(hmac, 0, bytes, 24, length);
      if (length < 16) {
        assertInstanceOf(StunDecoding.Malformed.class, StunParser.parse(bytes));
      } else {
        assertTrue(parsed(bytes).verifyIntegrity(key), length + " bytes");
        bytes[bytes.length - 1] ^= 1;
        assertFalse(parsed(bytes).verifyIntegrity(key), length + " bytes");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(StunClass.class)
  void classAndMethodDoNotMix(StunClass type) {
    for (int method : new int[] {0, 1, 0x00F, 0x010, 0x070, 0x080, 0xFFF}) {
      StunMessage message = new StunMessage(type, method, ID);
      assertEquals(message, parsed(StunEncoder.encode(message, false)).message());
    }
  }

  @Test
  void attributesAfterIntegrityAreIgnored() {
    byte[] key = "k".getBytes(UTF_8);
    StunMessage message = new StunMessage(StunClass.REQUEST, 1, ID, new StunAttribute.Priority(1));
    byte[] whole = StunEncoder.encodeProtected(message, key);
    byte[] extended = Arrays.copyOf(whole, whole.length);
    // The FINGERPRINT becomes USERNAME: it is outside the protection now.
    extended[whole.length - 8] = 0;
    extended[whole.length - 7] = 6;
    StunPacket packet = parsed(extended);
    assertTrue(packet.verifyIntegrity(key));
    assertNull(packet.message().attribute(StunAttribute.Username.class));
  }

  @Test
  void aChangedByteBreaksBothProtections() {
    byte[] key = "k".getBytes(UTF_8);
    StunMessage message = new StunMessage(StunClass.REQUEST, 1, ID, new StunAttribute.Priority(1));
    byte[] bytes = StunEncoder.encodeProtected(message, key);
    bytes[27] ^= 1;
    assertFalse(parsed(bytes).verifyIntegrity(key));
    assertEquals(StunPacket.Fingerprint.WRONG, parsed(bytes).fingerprint());
  }

  @Test
  void aMessageWithoutIntegrityVerifiesUnderNoKey() {
    StunMessage message = new StunMessage(StunClass.REQUEST, 1, ID);
    assertFalse(parsed(StunEncoder.encode(message, true)).verifyIntegrity(new byte[0]));
  }

  @Test
  void everyTruncationIsMalformed() {
    byte[] whole = Rfc5769Test.bytes(Rfc5769Test.REQUEST);
    for (int length = 0; length < whole.length; length++) {
      assertInstanceOf(
          StunDecoding.Malformed.class, StunParser.parse(Arrays.copyOf(whole, length)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          no magic cookie,             0001000000000000000000010000000000000002
          channel data,                4001000021 12a442000000010000000000000002
          length not in fours,         000100022112a442000000010000000000000002 0000
          length beyond the datagram,  000100042112a442000000010000000000000002
          length short of it,          000100002112a442000000010000000000000002 80220000
          attribute too long,          000100042112a442000000010000000000000002 80220001
          priority of three bytes,     000100082112a442000000010000000000000002 0024000301020300
          address of unknown family,   0001000c2112a442000000010000000000000002 002000080003000001020304
          IPv6 address of four bytes,  0001000c2112a442000000010000000000000002 002000080002000001020304
          error code 200,              000100082112a442000000010000000000000002 0009000400000200
          error code 4.200,            000100082112a442000000010000000000000002 00090004000004c8
          odd list of attributes,      000100082112a442000000010000000000000002 000a000100000000
          short integrity,             000100082112a442000000010000000000000002 0008000400000000
          short fingerprint,           000100082112a442000000010000000000000002 8028000200000000
          """)
  void malformed(String why, String hex) {
    assertInstanceOf(StunDecoding.Malformed.class, StunParser.parse(Rfc5769Test.bytes(hex)), why);
  }

  @Test
  void namesWhatMustBeComprehendedAndIsNot() {
    StunMessage message =
        new StunMessage(
            StunClass.REQUEST,
            1,
            ID,
            new StunAttribute.Unknown(0x0003),
            new StunAttribute.Unknown(0x8003),
            new StunAttribute.Unknown(0x0003),
            new StunAttribute.Unknown(0x7001));
    assertEquals(List.of(0x0003, 0x7001), message.unknownRequired());
  }

  private static StunPacket parsed(byte[] bytes) {
    return assertInstanceOf(StunDecoding.Parsed.class, StunParser.parse(bytes)).packet();
  }
}
