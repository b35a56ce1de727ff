package org.parley.media.sctp.association;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.packet.PacketWriter;
import org.parley.media.sctp.simulation.Link;
import org.parley.media.sctp.simulation.Simulation;
import org.parley.media.sctp.tx.Delivery;

/** Whatever a peer sends, nothing is thrown, and no call takes long. */
class AssociationFuzzTest {
  private static final int PORTS = 0x1388_1388;

  /** Chunks to an established association, packet by packet of a length that the bytes say. */
  @FuzzTest(maxDuration = "60s")
  void survivesAnyChunks(byte[] bytes) {
    Script script = new Script().established();
    for (int i = 0; i < 5; i++) {
      script.send(i, "message", i % 2 == 0 ? Delivery.RELIABLE : new Delivery(true, 0, 0));
    }
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(4 + 4 * (bytes[at] & 0xFF), bytes.length - at - 1);
      int start = at + 1;
      at = start + length;
      script.packet(script.ownTag, packet -> packet.writeBytes(bytes, start, length));
      script.advance(200);
    }
    script.advance(5_000);
  }

  /** Real packets, with some bytes changed and their tag and checksum made right again. */
  @Test
  void survivesChangedTraffic() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      AssociationConfig config =
          AssociationConfig.forDataChannels().withExtensions(new Extensions(seed % 2 == 0, false));
      Simulation simulation =
          new Simulation(config, config, Link.lossy(50, 5_000), seed).connected();
      Association target = simulation.b.association;
      List<byte[]> seen = new ArrayList<>();
      for (int round = 0; round < 60; round++) {
        send(simulation, random);
        ByteBuf out = Unpooled.buffer();
        while (simulation.a.association.nextPacket(out.clear(), simulation.now())) {
          seen.add(ByteBufUtil.getBytes(out));
        }
        for (int i = 0; i < 5 && !seen.isEmpty(); i++) {
          byte[] packet = seen.get(random.nextInt(seen.size())).clone();
          target.onPacket(changed(packet, random), simulation.now());
        }
        simulation.run(random.nextInt(300) * 1_000_000L);
      }
      assertTrue(target.counters().count(AssociationCounter.PACKETS_RECEIVED) > 100);
    }
  }

  private static void send(Simulation simulation, Random random) {
    Association association = simulation.a.association;
    int stream = random.nextInt(4);
    Delivery delivery = new Delivery(random.nextBoolean(), random.nextInt(3) - 1, 0);
    association.send(stream, 51, new byte[1 + random.nextInt(4_000)], delivery, simulation.now());
    if (random.nextInt(10) == 0) {
      association.resetStreams(List.of(stream));
    }
  }

  private static ByteBuf changed(byte[] packet, Random random) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      packet[12 + random.nextInt(packet.length - 12)] = (byte) random.nextInt(256);
    }
    ByteBuf out = Unpooled.wrappedBuffer(packet);
    out.setInt(0, PORTS).setInt(8, 0);
    new PacketWriter(5000, 5000).finish(out, 0, true);
    return out;
  }
}
