package org.parley.signaling.bench.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.parley.signaling.bench.Stamp;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/**
 * One flow's packet in native memory, sent again and again with another stamp.
 *
 * @param stampAt where its {@link Stamp} lies
 */
record Probe(ByteBuf bytes, int stampAt) {
  static final int LENGTH = Stamp.LENGTH;
  static final int MAX_LENGTH = 1_400;
  static final int CHANNEL_HEADER = 4;
  private static final int MARK = 0x7E;

  /** As a peer sends it. */
  static Probe bare(int length) {
    return new Probe(fill(Unpooled.directBuffer(length), length), 0);
  }

  /**
   * ChannelData (RFC 8656 §12.4).
   *
   * @param padded over streams to a multiple of four bytes (RFC 8656 §12.5)
   */
  static Probe channelData(int channel, int length, boolean padded) {
    ByteBuf bytes = Unpooled.directBuffer(CHANNEL_HEADER + length + 3);
    fill(bytes.writeShort(channel).writeShort(length), length);
    if (padded) {
      bytes.writeZero(-length & 3);
    }
    return new Probe(bytes, CHANNEL_HEADER);
  }

  /** A Send indication (RFC 8656 §11.1). */
  static Probe sendIndication(InetSocketAddress peer, int length) {
    byte[] data = new byte[length];
    Arrays.fill(data, (byte) MARK);
    byte[] message =
        StunEncoder.encode(
            new StunMessage(
                StunClass.INDICATION,
                StunMessage.SEND,
                new TransactionId(1, peer.getPort()),
                List.of(
                    new TurnAttribute.XorPeerAddress(peer),
                    new TurnAttribute.Data(ByteBuffer.wrap(data)))),
            false);
    int padding = -length & 3;
    return new Probe(
        Unpooled.directBuffer(message.length).writeBytes(message),
        message.length - padding - length);
  }

  private static ByteBuf fill(ByteBuf bytes, int length) {
    for (int i = 0; i < length; i++) {
      bytes.writeByte(MARK);
    }
    return bytes;
  }

  void stamp(long sentNanos, int counter) {
    Stamp.write(bytes, stampAt, 0, sentNanos, counter);
  }
}
