package org.parley.media.datachannel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.InitAck;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.PacketWriter;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.SackChunk;
import org.parley.media.sctp.tx.SendResult;

/** A peer with no extension of SCTP at all. */
class BarePeerTest {
  private static final int PEER_TAG = 77;

  private final DataChannels channels =
      new DataChannels(DataChannelConfig.of(Role.SERVER), new byte[] {1});
  private final PacketWriter writer = new PacketWriter(5000, 5000);
  private final ByteBuf out = Unpooled.buffer();

  /** Sends a packet, and reads the first chunk of the answer. */
  private PacketView exchange(int tag, Consumer<ByteBuf> chunk) {
    ByteBuf packet = Unpooled.buffer();
    writer.begin(packet, tag);
    chunk.accept(packet);
    writer.finish(packet, 0, true);
    channels.onPacket(packet, 0);
    PacketView answer = new PacketView();
    out.clear();
    if (channels.nextPacket(out, 0)) {
      answer.wrap(out);
      answer.nextChunk();
    }
    return answer;
  }

  /** Its numbers are used up: nobody can tell it that they begin anew. */
  @Test
  void aNumberThatCannotBeResetIsNotUsedAgain() {
    Init init = new Init(new Opening(PEER_TAG, 100_000, 100, 100, 1, List.of()));
    Opening opening = ((InitAck) requireNonNull(Chunk.read(exchange(0, init::write)))).opening();
    Parameter.StateCookie cookie = requireNonNull(opening.parameter(Parameter.StateCookie.class));
    exchange(opening.tag(), new CookieEcho(cookie.cookie())::write);
    assertEquals(OptionalInt.of(1), channels.open(ChannelOptions.reliable("a"), 0));
    assertEquals(SendResult.QUEUED, channels.send(1, true, "x".getBytes(US_ASCII), 0));
    while (channels.nextPacket(out.clear(), 0)) {}
    channels.close(1);
    exchange(
        opening.tag(),
        packet -> SackChunk.writeFixed(packet, opening.initialTsn() + 1, 100_000, 0, 0));
    while (channels.nextEvent() != null) {}
    assertEquals(0, channels.channels(), "closed on our side");
    assertFalse(channels.openNegotiated(1, ChannelOptions.reliable("b")));
    assertEquals(OptionalInt.of(3), channels.open(ChannelOptions.reliable("c"), 0));
    assertTrue(channels.openNegotiated(5, ChannelOptions.reliable("d")));
  }
}
