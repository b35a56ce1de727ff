package org.parley.media.sctp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors whose packets begin with 5000 → 5000 and tag 0x12345678 were written by aiortc 1.4.0. */
class ChunkTest {
  private static final Opaque COOKIE =
      new Opaque(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f1011121314151617"));
  private static final Opaque INFO = new Opaque(new byte[] {1, 2, 3, 4, 5});
  private static final Parameter.SupportedExtensions EXTENSIONS =
      new Parameter.SupportedExtensions(List.of(ChunkType.RE_CONFIG, ChunkType.FORWARD_TSN));

  private static Opening opening(Parameter... parameters) {
    return new Opening(0xCAFEBABE, 131_072, 65_535, 2_048, 0x01020304, List.of(parameters));
  }

  static Stream<Arguments> vectors() {
    return Stream.of(
        Arguments.of(
            "13881388123456784cadb0e30100001ecafebabe00020000ffff080001020304c0000004"
                + "8008000682c00000",
            new Init(opening(new Parameter.ForwardTsnSupported(), EXTENSIONS))),
        Arguments.of(
            "138813881234567847 0b5b170200003ccafebabe00020000ffff080001020304c0000004"
                + "8008000682c000000007001c000102030405060708090a0b0c0d0e0f1011121314151617",
            new InitAck(
                opening(
                    new Parameter.ForwardTsnSupported(),
                    EXTENSIONS,
                    new Parameter.StateCookie(COOKIE)))),
        Arguments.of(
            "13881388123456785abcc3900400000d000100090102030405000000", new Heartbeat(INFO)),
        Arguments.of(
            "1388138812345678a4b1cf620500000d000100090102030405000000", new HeartbeatAck(INFO)),
        Arguments.of(
            "1388138812345678234a09c80601000b000d000777687900",
            new Abort(true, List.of(new ErrorCause.ProtocolViolation("why")))),
        Arguments.of(
            "13881388123456782e919b380900000c0001000800090000",
            new OperationError(new ErrorCause.InvalidStream(9))),
        Arguments.of("1388138812345678afdb6f70070000080000000c", new Shutdown(12)),
        Arguments.of("13881388123456785ecb8a6608000004", new ShutdownAck()),
        Arguments.of("13881388123456782cd9cfa20e000004", new ShutdownComplete(false)),
        Arguments.of(
            "1388138812345678842d07290a00001c000102030405060708090a0b0c0d0e0f1011121314151617",
            new CookieEcho(COOKIE)),
        Arguments.of("13881388123456786742a8040b000004", new CookieAck()),
        Arguments.of(
            "138813881234567815576e8ec00000100000012c0001000200030004",
            new ForwardTsn(
                300, List.of(new ForwardTsn.Skipped(1, 2), new ForwardTsn.Skipped(3, 4)))),
        Arguments.of(
            "1388138812345678ff69d7a582000018000d001400000001000000020000000300000005",
            new ReConfig(List.of(new Parameter.OutgoingReset(1, 2, 3, List.of(0, 5))))),
        Arguments.of(
            "1388138812345678c5313cb4820000100010000c0000000100000001",
            new ReConfig(
                List.of(new Parameter.ReconfigResponse(1, Parameter.ReconfigResponse.PERFORMED)))),
        Arguments.of(
            "13881388123456788d3884a1820000100011000c0000000100100000",
            new ReConfig(List.of(new Parameter.AddOutgoingStreams(1, 16)))));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void agreesWithAnotherImplementation(String hex, Chunk chunk) {
    ByteBuf packet = Chunks.hex(hex);
    PacketView view = new PacketView();
    assertTrue(view.wrap(packet));
    assertTrue(view.checksumIsRight());
    assertFalse(view.checksumIsZero());
    assertEquals(5000, view.sourcePort());
    assertEquals(5000, view.destinationPort());
    assertEquals(0x12345678, view.verificationTag());
    assertEquals(List.of(chunk), Chunks.read(packet));
    assertEquals(hex.replace(" ", ""), Chunks.dump(chunk));
  }

  /** Chunk alone, as in the diagrams of the RFCs. */
  static Stream<Arguments> forms() {
    return Stream.of(
        // RFC 8260 section 2.3.1
        Arguments.of(
            "c2000018 00000064 0001 0001 00000002 0003 0000 00000004",
            new InterleavedForwardTsn(
                100,
                List.of(
                    new InterleavedForwardTsn.Skipped(1, true, 2),
                    new InterleavedForwardTsn.Skipped(3, false, 4)))),
        // RFC 4820 section 3
        Arguments.of("84000008 00000000", new Pad(4)),
        Arguments.of("0e010004", new ShutdownComplete(true)),
        Arguments.of("06000004", new Abort(false, List.of())),
        Arguments.of(
            "3f070006 abcd0000", new Chunk.Unknown(63, 7, new Opaque(new byte[] {-85, -51}))),
        // RFC 6525 sections 4.2 to 4.6
        Arguments.of(
            "8200000e 000e000a 00000007 0001",
            new ReConfig(List.of(new Parameter.IncomingReset(7, List.of(1))))),
        Arguments.of(
            "8200000c 000f0008 00000007", new ReConfig(List.of(new Parameter.AssociationReset(7)))),
        Arguments.of(
            "82000018 00100014 00000007 00000001 00000008 00000009",
            new ReConfig(
                List.of(new Parameter.ReconfigResponse(7, 1, new Parameter.NextTsns(8, 9))))),
        Arguments.of(
            "82000010 0012000c 00000007 0010 0000",
            new ReConfig(List.of(new Parameter.AddIncomingStreams(7, 16)))),
        // RFC 9260 section 3.3.10, cause by cause
        error("0001 0008 0007 0000", new ErrorCause.InvalidStream(7)),
        error("0002 000a 00000001 0007", new ErrorCause.MissingParameters(List.of(7))),
        error("0003 0008 000003e8", new ErrorCause.StaleCookie(1000)),
        error("0004 0004", new ErrorCause.OutOfResource()),
        error("0005 0006 abcd", new ErrorCause.UnresolvableAddress(opaque("abcd"))),
        error("0006 0008 7f000004", new ErrorCause.UnrecognizedChunk(opaque("7f000004"))),
        error("0007 0004", new ErrorCause.InvalidMandatoryParameter()),
        error("0008 0008 c0990004", new ErrorCause.UnrecognizedParameters(opaque("c0990004"))),
        error("0009 0008 0000000a", new ErrorCause.NoUserData(10)),
        error("000a 0004", new ErrorCause.CookieWhileShuttingDown()),
        error("000b 0006 abcd", new ErrorCause.RestartWithNewAddresses(opaque("abcd"))),
        error("000c 0007 627965", new ErrorCause.UserInitiatedAbort("bye")),
        error("000d 0006 6e6f", new ErrorCause.ProtocolViolation("no")),
        error("0063 0005 01", new ErrorCause.Unknown(99, opaque("01"))),
        // RFC 9260 section 3.3.2.1, parameter by parameter; RFC 9653 section 4
        parameter("0005 0008 7f000001", new Parameter.Ipv4Address(0x7F000001)),
        parameter(
            "0006 0014 20010db8000000000000000000000001",
            new Parameter.Ipv6Address(0x20010DB800000000L, 1)),
        parameter("0007 0006 abcd", new Parameter.StateCookie(opaque("abcd"))),
        parameter("0008 0008 c0990004", new Parameter.Unrecognized(opaque("c0990004"))),
        parameter("0009 0008 000003e8", new Parameter.CookiePreservative(1000)),
        parameter("000b 0006 6100", new Parameter.HostName(opaque("6100"))),
        parameter("000c 0008 0005 0006", new Parameter.SupportedAddressTypes(List.of(5, 6))),
        parameter("8001 0008 00000001", new Parameter.ZeroChecksumAcceptable(1)),
        parameter("8008 0005 c2", new Parameter.SupportedExtensions(List.of(0xC2))),
        parameter("c000 0004", new Parameter.ForwardTsnSupported()),
        parameter("0001 0005 07", new Parameter.HeartbeatInfo(opaque("07"))),
        parameter("8123 0005 07", new Parameter.Unknown(0x8123, opaque("07"))));
  }

  private static Opaque opaque(String hex) {
    return new Opaque(HexFormat.of().parseHex(hex));
  }

  private static Arguments error(String hex, ErrorCause cause) {
    int length = hex.replace(" ", "").length() / 2;
    return Arguments.of("0900%04x %s".formatted(4 + length, hex), new OperationError(cause));
  }

  private static Arguments parameter(String hex, Parameter parameter) {
    int length = hex.replace(" ", "").length() / 2;
    return Arguments.of(
        "0100%04x cafebabe 00020000 ffff 0800 01020304 %s".formatted(20 + length, hex),
        new Init(opening(parameter)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void hasTheFormOfTheRfcs(String hex, Chunk chunk) {
    String body = hex.replace(" ", "");
    ByteBuf out = Unpooled.buffer();
    chunk.write(out);
    String written = ByteBufUtil.hexDump(out);
    assertEquals(List.of(chunk), Chunks.read(Chunks.packet(chunk)));
    assertEquals(0, written.length() % 8, "padded to four bytes");
    assertEquals(body, written.substring(0, body.length()));
  }

  /** RFC 9260 section 3.2: a chunk's length may count the last parameter's padding. */
  @Test
  void readsPaddingThatIsCounted() {
    String counted = "82000010 000e000a 00000007 0001 0000";
    assertEquals(
        List.of(new ReConfig(List.of(new Parameter.IncomingReset(7, List.of(1))))),
        Chunks.read(Chunks.hex("138813881234567800000000" + counted)));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ''                                                    , no chunk
          00                                                    , cut
          01000003                                              , a length below a header's
          01000008                                              , longer than the packet
          0b000004 0b0000                                       , the second cut
          0100000c cafebabe 00020000                            , INIT cut
          01000018 cafebabe00020000ffff080001020304 c0000003    , a parameter's length below four
          01000018 cafebabe00020000ffff080001020304 c0000009    , a parameter longer than its chunk
          01000018 cafebabe00020000ffff080001020304 80010004    , a parameter of wrong length
          04000004                                              , a heartbeat without info
          0400000c 00050008 7f000001                            , a heartbeat with something else
          07000006 00000000                                     , SHUTDOWN of wrong length
          08000005 00000000                                     , SHUTDOWN-ACK with a value
          09000004                                              , ERROR without a cause
          0900000c 0002 0008 00000001                           , fewer types than said
          0900000c 0002 0008 ffffffff                           , far fewer types than said
          0a000004                                              , an empty cookie
          82000004                                              , RE-CONFIG without parameters
          8200000c 000d 0008 00000000                           , a reset of wrong length
          c0000006 0000 0000                                    , FORWARD-TSN cut
          c000000a 00000000 0001 0000                           , FORWARD-TSN with half a stream
          c200000c 00000000 00010000                            , I-FORWARD-TSN with half a stream
          """)
  void refusesWhatIsMalformed(String hex, String why) {
    assertNull(Chunks.read(Chunks.hex("138813881234567800000000" + hex)), why);
  }

  @Test
  void findsTheChecksumInAnyBuffer() {
    byte[] bytes = ByteBufUtil.getBytes(Chunks.hex("ffff" + Chunks.dump(new Shutdown(12))));
    ByteBuf direct = Unpooled.directBuffer().writeBytes(bytes).skipBytes(2);
    PacketView view = new PacketView();
    assertTrue(view.wrap(direct));
    assertTrue(view.checksumIsRight());
    direct.setByte(20, 1);
    assertTrue(view.wrap(direct));
    assertFalse(view.checksumIsRight());
    direct.release();
  }
}
