package org.parley.signaling.bench.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;

class DeframerTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 30, 1_000})
  void findsMessagesHoweverTheStreamIsCut(int chunk) {
    byte[] binding =
        StunEncoder.encode(
            new StunMessage(
                StunClass.REQUEST, StunMessage.BINDING, new TransactionId(1, 2), List.of()),
            true);
    ByteBuf data = Unpooled.buffer();
    data.writeShort(0x4001).writeShort(5).writeBytes(new byte[] {1, 2, 3, 4, 5}).writeZero(3);
    ByteBuf stream = Unpooled.buffer();
    stream.writeBytes(data.duplicate()).writeBytes(binding).writeBytes(data.duplicate());
    List<String> found = new ArrayList<>();
    Deframer deframer = new Deframer();
    while (stream.isReadable()) {
      deframer.add(
          stream.readSlice(Math.min(chunk, stream.readableBytes())),
          7,
          (frame, arrived) -> found.add(arrived + " " + ByteBufUtil.hexDump(frame)));
    }
    String channel = "7 400100050102030405";
    assertEquals(List.of(channel, "7 " + ByteBufUtil.hexDump(binding), channel), found);
    deframer.release();
  }
}
