package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.turn.relay.RelayScript.ADA;
import static org.parley.turn.relay.RelayScript.PEER;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.parley.turn.peers.IpAddress;

class DataPathTest {
  private static final int PACKETS = 20_000;

  private final RelayScript script = new RelayScript();
  private final IpAddress ada = ADA.ip();
  private final IpAddress peer = IpAddress.of(PEER.getAddress());

  @Test
  void aPacketMakesNoGarbage() {
    // Heap buffers: the leak detector, at its most thorough in tests, makes garbage for others.
    Relay relay = script.allocate(ADA);
    script.bind(ADA, 0x4000, PEER);
    ByteBuf channelData = Unpooled.wrappedBuffer(RelayScript.channelData(0x4000, "x"));
    ByteBuf send = Unpooled.wrappedBuffer(RelayScript.sendIndication(PEER, "hello"));
    ByteBuf data = Unpooled.buffer(200);
    ThreadMXBean memory = assertInstanceOf(ThreadMXBean.class, ManagementFactory.getThreadMXBean());
    int passed = relay(relay, channelData, send, data);
    long before = memory.getCurrentThreadAllocatedBytes();
    passed += relay(relay, channelData, send, data);
    long garbage = memory.getCurrentThreadAllocatedBytes() - before;
    assertEquals(8 * PACKETS, passed);
    assertTrue(garbage < PACKETS, garbage + " bytes for " + 4 * PACKETS + " packets");
    channelData.release();
    send.release();
    data.release();
  }

  private int relay(Relay relay, ByteBuf channelData, ByteBuf send, ByteBuf data) {
    int passed = 0;
    for (int i = 0; i < PACKETS; i++) {
      passed += fromClient(channelData) + fromClient(send);
      // The channel's peer, and another port of the permitted address.
      passed += fromPeer(relay, 5_000, data) + fromPeer(relay, 5_001, data);
    }
    return passed;
  }

  private int fromClient(ByteBuf content) {
    int port = ADA.client().getPort();
    ToPeer to =
        script.server.fromClient(ADA.socket(), ada.high(), ada.low(), port, content, script.now());
    return to == null ? 0 : 1;
  }

  private int fromPeer(Relay relay, int port, ByteBuf data) {
    data.setIndex(RelayServer.HEADROOM, RelayServer.HEADROOM + 99);
    FiveTuple to = script.server.fromPeer(relay, peer.high(), peer.low(), port, data, script.now());
    return to == null ? 0 : 1;
  }

  /** The room that is asked for is enough, for each family and length. */
  @Test
  void headersFitBeforeThePacketAndPaddingBehind() {
    Relay relay = script.allocate(ADA);
    script.permit(ADA, PEER);
    for (String host : new String[] {"192.0.2.1", "2001:db8:9::1"}) {
      InetSocketAddress from = new InetSocketAddress(host, 7);
      ClientFraming framing = new ClientFraming();
      for (int length = 0; length < 9; length++) {
        ByteBuf data = Unpooled.buffer(RelayServer.HEADROOM + length + RelayServer.TAILROOM);
        int capacity = data.capacity();
        data.setIndex(RelayServer.HEADROOM, RelayServer.HEADROOM + length);
        IpAddress ip = IpAddress.of(from.getAddress());
        framing.dataIndication(data, ip.high(), ip.low(), from.getPort());
        assertEquals(capacity, data.capacity());
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        assertNotNull(RelayScript.parse(bytes));
      }
    }
    assertNotNull(script.fromPeer(relay, PEER, ""));
  }
}
