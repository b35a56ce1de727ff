package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

class OwnershipTest {
  private static final TurnAttribute TOKEN = new TurnAttribute.ReservationToken(0x07L << 56 | 1);
  private static final TurnAttribute ID = new TurnAttribute.ConnectionId(0x08_00_00_01);
  private static final TurnAttribute TICKET =
      new TurnAttribute.MobilityTicket(ByteBuffer.wrap(new byte[] {(byte) 200, 1, 2, 3}));
  private static final TurnAttribute EMPTY =
      new TurnAttribute.MobilityTicket(ByteBuffer.allocate(0));

  @Test
  void readsTheCoreOfWhatItHandedOut() {
    assertEquals(7, owner(StunMessage.ALLOCATE, TOKEN));
    assertEquals(200, owner(StunMessage.REFRESH, TICKET));
    assertEquals(8, owner(StunMessage.CONNECTION_BIND, ID));
    assertEquals(RelayServer.ANY_CORE, owner(StunMessage.ALLOCATE, EMPTY, TICKET, ID));
    assertEquals(RelayServer.ANY_CORE, owner(StunMessage.REFRESH, EMPTY, TOKEN, ID));
    assertEquals(RelayServer.ANY_CORE, owner(StunMessage.CONNECT, TICKET, TOKEN, ID));
    assertEquals(RelayServer.ANY_CORE, owner(StunMessage.BINDING));
  }

  @Test
  void readsAnything() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      if (bytes.length > 24) {
        bytes[0] = 0;
        bytes[1] = (byte) StunMessage.ALLOCATE;
        bytes[20] = 0;
        bytes[22] = 0;
      }
      int owner = RelayServer.owner(Unpooled.wrappedBuffer(bytes));
      assertEquals(owner, Math.clamp(owner, -1, 255));
    }
  }

  private static int owner(int method, TurnAttribute attribute, TurnAttribute... others) {
    StunAttribute[] all = new StunAttribute[others.length + 2];
    all[0] = new StunAttribute.Username("ada");
    all[1] = attribute;
    System.arraycopy(others, 0, all, 2, others.length);
    return owner(new StunMessage(StunClass.REQUEST, method, new TransactionId(1, 2), all));
  }

  private static int owner(int method) {
    return owner(new StunMessage(StunClass.REQUEST, method, new TransactionId(1, 2)));
  }

  private static int owner(StunMessage message) {
    byte[] bytes = StunEncoder.encode(message, true);
    ByteBuf within = Unpooled.buffer().writeZero(3).writeBytes(bytes).readerIndex(3);
    return RelayServer.owner(within);
  }
}
