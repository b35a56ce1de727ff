package org.parley.media.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.rtp.rtcp.ExtendedReport.DelaySinceLastReceiverReport;
import org.parley.media.rtp.rtcp.ExtendedReport.ReceiverReferenceTime;
import org.parley.media.rtp.rtcp.SourceDescription.Chunk;
import org.parley.media.rtp.rtcp.SourceDescription.Item;

class RtcpPacketsTest {
  private static final int LOST = TransportFeedback.NOT_RECEIVED;

  static Stream<Arguments> packets() {
    return Stream.of(
        Arguments.of(
            "81c8000c 902f9e2e da8bd1fcdddda05a aaf4edd5 00000001 00000002"
                + "bc5e9a40 ff fffffe 000046e1 00000111 09f36432 00024a79",
            new SenderReport(
                0x902F9E2E,
                0xDA8BD1FC_DDDDA05AL,
                0xAAF4EDD5,
                1,
                2,
                List.of(
                    new ReportBlock(0xBC5E9A40, 255, -2, 0x46E1, 273, 0x09F36432, 0x00024A79)))),
        Arguments.of("80c90001 00000001", new ReceiverReport(1, List.of())),
        Arguments.of("81ca0003 00000001 0105 6140622e63 00", SourceDescription.ofCname(1, "a@b.c")),
        Arguments.of(
            "82ca0006 00000001 010141 0203c3a442 00000000 00000002 00000000",
            new SourceDescription(
                List.of(
                    new Chunk(1, List.of(new Item(1, "A"), new Item(2, "äB"))),
                    new Chunk(2, List.of())))),
        Arguments.of("81cb0001 902f9e2e", new Goodbye(List.of(0x902F9E2E), "")),
        Arguments.of("81cb0002 902f9e2e 03464f4f", new Goodbye(List.of(0x902F9E2E), "FOO")),
        Arguments.of(
            "81cd0004 902f9e2e 902f9e2f aaaa0001 fffe8003",
            new GenericNack(
                0x902F9E2E, 0x902F9E2F, new int[] {0xAAAA, 0xAAAB, 0xFFFE, 0xFFFF, 0, 0x0E})),
        Arguments.of("81ce0002 00000001 4bc4fcb4", new PictureLossIndication(1, 0x4BC4FCB4)),
        Arguments.of(
            "84ce0006 00000001 00000000 00000002 fe000000 00000003 01000000",
            new FullIntraRequest(
                1, List.of(new FullIntraRequest.Entry(2, 254), new FullIntraRequest.Entry(3, 1)))),
        Arguments.of(
            "8fce0005 00000001 00000000 52454d42 011a20df 4874ed16",
            new ReceiverEstimatedMaximumBitrate(1, 8_927_168, List.of(0x4874ED16))),
        Arguments.of(
            "80cf0004 00000001 04000002 da8bd1fcdddda05a",
            new ExtendedReport(1, List.of(new ReceiverReferenceTime(0xDA8BD1FC_DDDDA05AL)))),
        Arguments.of(
            "80cf0005 00000001 05000003 00000002 09f36432 00024a79",
            new ExtendedReport(
                1,
                List.of(
                    new DelaySinceLastReceiverReport(
                        List.of(
                            new DelaySinceLastReceiverReport.Entry(2, 0x09F36432, 0x00024A79)))))),
        Arguments.of(
            "8fcd0005 fa17fa17 43032fa0 0099 0001 3de802 17 2001 94 00",
            new TransportFeedback(0xFA17FA17, 0x43032FA0, 153, 4_057_090, 23, new int[] {148})),
        Arguments.of(
            "8fcd0006 00000001 00000002 0003 0007 ffffff 09 d109 00 0a 8000 ff 00",
            new TransportFeedback(
                1, 2, 3, -1, 9, new int[] {0, LOST, 10, LOST, LOST, -32_768, 255})),
        Arguments.of(
            "8fcd0009 00000001 00000002 ffff 0016 000001 ff b6aa 2008 01020304 05060708 090a0b0c"
                + "0d0e0f10",
            new TransportFeedback(
                1,
                2,
                0xFFFF,
                1,
                255,
                new int[] {
                  1, 2, LOST, 3, 4, LOST, 5, LOST, 6, LOST, 7, LOST, 8, LOST, //
                  9, 10, 11, 12, 13, 14, 15, 16
                })));
  }

  @ParameterizedTest
  @MethodSource("packets")
  void isReadAndWritten(String bytes, RtcpPacket packet) {
    ByteBuf buffer = hex(bytes);
    ByteBuf out = Unpooled.buffer();

    assertEquals(List.of(packet), RtcpReader.read(buffer));
    RtcpWriter.write(out, packet);
    assertEquals(ByteBufUtil.hexDump(buffer), ByteBufUtil.hexDump(out));
  }

  static Stream<Arguments> packetsWeDoNotWrite() {
    return Stream.of(
        // With the padding that others append to transport feedback.
        Arguments.of(
            "afcd0005 fa17fa17 43032fa0 0099 0001 3de802 17 2001 94 01",
            new TransportFeedback(0xFA17FA17, 0x43032FA0, 153, 4_057_090, 23, new int[] {148})),
        Arguments.of("a0c90003 00000001 00000000 00000008", new ReceiverReport(1, List.of())),
        Arguments.of("80c90002 00000001 deadbeef", new ReceiverReport(1, List.of())),
        Arguments.of("85cc0001 00000001", new RtcpPacket.Unknown(204, 5)),
        Arguments.of("83cd0002 00000001 00000002", new RtcpPacket.Unknown(205, 3)),
        Arguments.of("82ce0002 00000001 00000002", new RtcpPacket.Unknown(206, 2)),
        Arguments.of("8fce0003 00000001 00000002 41424344", new RtcpPacket.Unknown(206, 15)),
        Arguments.of(
            "80cf0003 00000001 2a000001 00000000",
            new ExtendedReport(1, List.of(new ExtendedReport.Other(42)))),
        Arguments.of(
            "8fce0004 00000001 00000000 52454d42 00ffffff",
            new ReceiverEstimatedMaximumBitrate(
                1, ReceiverEstimatedMaximumBitrate.MAX_BITRATE, List.of())),
        Arguments.of(
            "8fce0004 00000001 00000000 52454d42 00fc0000",
            new ReceiverEstimatedMaximumBitrate(1, 0, List.of())));
  }

  @ParameterizedTest
  @MethodSource("packetsWeDoNotWrite")
  void isRead(String bytes, RtcpPacket packet) {
    assertEquals(List.of(packet), RtcpReader.read(hex(bytes)));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ''                                          , nothing
          80c9                                        , header cut
          80c90001                                    , length past the end
          40c90001 00000001                           , version 1
          80c90000                                    , RR without SSRC
          81c90001 00000001                           , RR without its block
          80c80001 00000001                           , SR cut
          81ca0001 00000001                           , SDES without items
          81ca0002 00000001 01056140                  , SDES item cut
          81ca0002 00000001 01024142                  , SDES items without an end
          82cb0001 00000001                           , BYE source cut
          81cb0002 00000001 04464f4f                  , BYE reason cut
          81cd0002 00000001 00000002                  , NACK of nothing
          81cd0001 00000001                           , NACK cut
          81ce0001 00000001                           , PLI cut
          84ce0002 00000001 00000000                  , FIR of nobody
          84ce0003 00000001 00000000 00000002         , FIR entry cut
          8fce0004 00000001 00000000 52454d42 011a20df, REMB source cut
          8fce0003 00000001 00000000 52454d42         , REMB cut
          80cf0000                                    , XR without SSRC
          80cf0002 00000001 04000002                  , XR block cut
          80cf0003 00000001 04000001 00000000         , RRTR of another length
          80cf0003 00000001 05000001 00000000         , DLRR of another length
          a0c90001 00000001 80c90001 00000001         , padding inside the compound
          a0c90001 00000000                           , padding of zero
          a0c90001 00000005                           , padding past the packet
          8fcd0003 00000001 00000002 00030001         , feedback cut
          8fcd0004 00000001 00000002 00030000 00000009, feedback of no packets
          8fcd0004 00000001 00000002 00030001 00000009, feedback without chunks
          8fcd0005 00000001 00000002 00030001 00000009 00000000, feedback with an empty run
          8fcd0005 00000001 00000002 00030001 00000009 60010000, feedback with the reserved symbol
          8fcd0005 00000001 00000002 00030003 00000009 20030000, feedback deltas cut
          80c90001 00000001 80c9                      , second packet cut
          """)
  void aMalformedCompoundGivesNothing(String bytes, String why) {
    assertEquals(List.of(), RtcpReader.read(hex(bytes)), why);
  }

  @Test
  void readsCompoundsFromTheReaderIndexOn() {
    ByteBuf buffer =
        hex("ffff 80c90001 00000001 81ca0003 00000001 0105 6140622e63 00 81ce0002 00000001 00000002")
            .skipBytes(2);

    assertEquals(
        List.of(
            new ReceiverReport(1, List.of()),
            SourceDescription.ofCname(1, "a@b.c"),
            new PictureLossIndication(1, 2)),
        RtcpReader.read(buffer));
    assertEquals(2, buffer.readerIndex());
  }

  @Test
  void limitsPacketsInACompound() {
    assertEquals(64, RtcpReader.read(hex("80c90001 00000001".repeat(64))).size());
    assertEquals(List.of(), RtcpReader.read(hex("80c90001 00000001".repeat(65))));
  }

  @Test
  void limitsFeedbackInACompound() {
    // 32,764 packets that were not received, in eight bytes of chunks.
    String feedback = "8fcd0006 00000001 00000002 0000 7ffc 000000 00 1fff 1fff 1fff 1fff";

    assertEquals(2, RtcpReader.read(hex(feedback.repeat(2))).size());
    assertEquals(List.of(), RtcpReader.read(hex(feedback.repeat(3))));
  }

  @Test
  void refusesToWriteWhatThePacketsCannotSay() {
    ReportBlock block = new ReportBlock(1, 0, 0, 0, 0, 0, 0);
    List<RtcpPacket> packets =
        List.of(
            new RtcpPacket.Unknown(204, 0),
            new ReceiverReport(1, Collections.nCopies(32, block)),
            new Goodbye(List.of(), "x".repeat(256)),
            new GenericNack(1, 2, new int[0]),
            new FullIntraRequest(1, List.of()),
            new TransportFeedback(1, 2, 3, 4, 5, new int[0]),
            new ExtendedReport(1, List.of(new ExtendedReport.Other(42))),
            new ReceiverEstimatedMaximumBitrate(1, 2, Collections.nCopies(256, 1)));
    for (RtcpPacket packet : packets) {
      assertThrows(
          IllegalArgumentException.class,
          () -> RtcpWriter.write(Unpooled.buffer(), packet),
          packet::toString);
    }
  }

  @Test
  void cumulativeLossIsClamped() {
    ByteBuf out = Unpooled.buffer();
    ReportBlock much = new ReportBlock(1, 0, 0x100_0000, 0, 0, 0, 0);
    RtcpWriter.write(out, new ReceiverReport(1, List.of(much)));

    assertEquals(
        List.of(new ReceiverReport(1, List.of(new ReportBlock(1, 0, 0x7F_FFFF, 0, 0, 0, 0)))),
        RtcpReader.read(out));
  }

  private static ByteBuf hex(String bytes) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }
}
