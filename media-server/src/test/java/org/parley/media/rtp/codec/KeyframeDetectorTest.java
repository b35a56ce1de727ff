package org.parley.media.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.api.CodecType;

class KeyframeDetectorTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          OPUS, 78,                     true,  any audio
          VP8,  '10 50 4200',           true,  key frame
          VP8,  '10 51 4200',           false, P bit
          VP8,  10,                     false, no payload
          VP9,  'a8 9111',              false, cut
          VP9,  ad,                     false, cut
          H264, '67 42e01f',            true,  SPS
          H264, '65 b804',              true,  first slice of an IDR
          H264, '65 4804',              false, later slice of an IDR
          H264, '61 9a01',              false, slice of another picture
          H264, '68 ce3c80',            false, PPS
          H264, '78 0004 6742e01f 0002 68ce',        true,  STAP-A with an SPS
          H264, '78 0002 68ce 0003 65b804',          true,  STAP-A with a first IDR slice
          H264, '78 0002 68ce 0003 654804',          false, STAP-A with a later IDR slice
          H264, '78 0002 0605 0002 61 9a',           false, STAP-A without
          H264, '78 0004 6742',                      false, STAP-A cut
          H264, '78 0000 0002 6742',                 false, STAP-A with an empty unit
          H264, '7c 85 b804',           true,  FU-A starts an IDR slice
          H264, '7c 05 b804',           false, FU-A in the middle
          H264, '7c 45 b804',           false, FU-A at the end
          H264, '7c 81 9a01',           false, FU-A of another picture
          H264, '7c 87 42',             true,  FU-A starts an SPS
          H264, 67,                     false, too short
          AV1,  '08 0a0b',              true,  N
          AV1,  '88 0a0b',              false, N with Z makes no sense
          AV1,  '10 3200',              false, no N
          AV1,  08,                     false, no payload
          """)
  void findsKeyframeStarts(CodecType codec, String payload, boolean expected, String why) {
    ByteBuf buffer = hex(payload);
    assertEquals(
        expected, KeyframeDetector.isKeyframeStart(codec, buffer, 0, buffer.readableBytes()), why);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          VP8,  '10 50 4200 9d012a 8002 e001',  640,  480
          VP8,  '10 51 4200 9d012a 8002 e001',  -1,   -1
          VP8,  '10 50 4200 9d012a 8002 e0',    -1,   -1
          VP8,  '10 50 4200 9d012b 8002 e001',  -1,   -1
          H264, '67 7a001fbcd9405005ba10000003 00c000002ae0f1831960',    1280, 720
          H264, '67 7a001ebcd940a02ff898400000 030180000056 83c58b6580', 640,  360
          H264, '67 7a000dbcd943433e5e10000003 0060000015a0f1429960',    200,  400
          H264, '67 42c01e',                    -1,   -1
          H264, '65 b804',                      -1,   -1
          H264, '78 0002 68ce 0018 677a000dbcd943433e5e100000030060000015a0f1429960', 200, 400
          AV1,  '08 0a0b',                      -1,   -1
          """)
  void readsDimensions(CodecType codec, String payload, int width, int height) {
    ByteBuf buffer = hex(payload);
    int dimensions = KeyframeDetector.dimensions(codec, buffer, 0, buffer.readableBytes());
    assertEquals(width, KeyframeDetector.width(dimensions));
    assertEquals(height, KeyframeDetector.height(dimensions));
  }

  private static ByteBuf hex(String bytes) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }
}
