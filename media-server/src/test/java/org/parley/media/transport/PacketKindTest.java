package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketKindTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0,   1,   STUN
          3,   0,   STUN
          4,   0,   UNKNOWN
          19,  0,   UNKNOWN
          20,  254, DTLS
          63,  254, DTLS
          64,  0,   UNKNOWN
          127, 0,   UNKNOWN
          128, 96,  RTP
          128, 191, RTP
          128, 192, RTCP
          129, 200, RTCP
          128, 223, RTCP
          144, 224, RTP
          191, 111, RTP
          192, 111, UNKNOWN
          255, 255, UNKNOWN
          """)
  void byTheFirstBytes(int first, int second, PacketKind kind) {
    byte[] packet = new byte[20];
    packet[0] = (byte) first;
    packet[1] = (byte) second;
    assertEquals(kind, PacketKind.of(Unpooled.wrappedBuffer(packet)));
  }

  @Test
  void stubsAreNothing() {
    assertEquals(PacketKind.UNKNOWN, PacketKind.of(Unpooled.EMPTY_BUFFER));
    assertEquals(PacketKind.UNKNOWN, PacketKind.of(Unpooled.wrappedBuffer(new byte[] {0})));
    assertEquals(
        PacketKind.UNKNOWN,
        PacketKind.of(Unpooled.wrappedBuffer(new byte[] {(byte) 0x80, 96, 0, 0})));
  }
}
