package org.parley.media.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedPayloadTest {
  /** Rows: payload, the same with payload type 96 or nothing when malformed, the primary block. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          6f aabb,                          60 aabb,                          1+2
          6f,                               60,                               1+0
          ef0f0002 6f 0102 aabbcc,          e00f0002 60 0102 aabbcc,          7+3
          ef0f0001 efff fc02 6f 01 0203 aa, e00f0001 e0ff fc02 60 01 0203 aa, 12+1
          ef0f0003 6f 0102,                 '',                               ''
          ef0f0002,                         '',                               ''
          ef0f,                             '',                               ''
          '',                               '',                               ''
          """)
  void remapsEveryBlock(String payload, String remapped, String primary) {
    ByteBuf buffer = hex("ff" + payload).readerIndex(1);
    int length = buffer.readableBytes();
    long block = RedPayload.primaryBlock(buffer, 1, length);
    String before = ByteBufUtil.hexDump(buffer);

    boolean done = RedPayload.remapPayloadTypes(buffer, 1, length, 96);

    String expected = remapped.replace(" ", "");
    assertEquals(!expected.isEmpty(), done);
    assertEquals(done ? expected : before, ByteBufUtil.hexDump(buffer));
    assertEquals(primary, done ? ((int) block - 1) + "+" + (block >> 32) : "");
  }

  private static ByteBuf hex(String bytes) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }
}
