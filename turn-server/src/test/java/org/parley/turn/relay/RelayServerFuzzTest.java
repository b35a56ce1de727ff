package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.turn.relay.RelayScript.ADA;
import static org.parley.turn.relay.RelayScript.PEER;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.parley.turn.peers.IpAddress;

class RelayServerFuzzTest {
  /** Nothing escapes, and what is relayed lies within what came and goes to a permitted peer. */
  @FuzzTest(maxDuration = "30s")
  void packetsOfAClient(byte[] bytes) {
    RelayScript script = new RelayScript();
    script.allocate(ADA);
    script.bind(ADA, 0x4000, PEER);
    ByteBuf content = Unpooled.wrappedBuffer(bytes);
    if (!RelayServer.isData(content)) {
      script.receive(ADA, bytes);
      return;
    }
    IpAddress ip = ADA.ip();
    ToPeer to =
        script.server.fromClient(
            ADA.socket(), ip.high(), ip.low(), ADA.client().getPort(), content, script.now());
    if (to != null) {
      assertTrue(to.offset() >= 4 && to.offset() + to.length() <= bytes.length);
      assertTrue(IpAddress.of(PEER.getAddress()).equals(new IpAddress(to.high(), to.low())));
    }
  }
}
