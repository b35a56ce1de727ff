package org.parley.media.sctp.association;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.tx.Delivery;
import org.parley.net.benchmark.Measured;

/**
 * Messages from one association to another in one thread, both sides counted, acknowledgements and
 * checksums included; per message. 16,384 bytes are 14 packets.
 */
public class TransferBenchmark extends Measured {
  private static final int MESSAGES = 16;
  private static final Delivery LOSSY = new Delivery(false, 0, 0);

  @Param({"100", "16384"})
  public int bytes;

  @Param({"false", "true"})
  public boolean interleaving;

  private final ByteBuf packet = Unpooled.buffer(2_048);
  private Association sender;
  private Association receiver;
  private byte[] payload;
  private long nowNanos;
  private long received;

  @Setup
  public void connect() {
    AssociationConfig config =
        AssociationConfig.forDataChannels().withExtensions(new Extensions(interleaving, false));
    sender = new Association(config, new byte[] {1});
    receiver = new Association(config, new byte[] {2});
    payload = new byte[bytes];
    sender.connect(nowNanos);
    for (int i = 0; i < 10; i++) {
      exchange();
    }
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long send() {
    Delivery delivery = bytes == 100 ? LOSSY : Delivery.RELIABLE;
    for (int i = 0; i < MESSAGES; i++) {
      sender.send(1, 53, payload, delivery, nowNanos);
      // As over a network: one message does not wait for the next.
      pass(sender, receiver);
    }
    exchange();
    return received;
  }

  private void exchange() {
    nowNanos += 1_000_000;
    pass(sender, receiver);
    pass(receiver, sender);
    receiver.onTimeout(nowNanos);
    sender.onTimeout(nowNanos);
  }

  private void pass(Association from, Association to) {
    while (from.nextPacket(packet.clear(), nowNanos)) {
      to.onPacket(packet, nowNanos);
    }
    for (AssociationEvent event = to.nextEvent(); event != null; event = to.nextEvent()) {
      if (event instanceof MessageReceived message) {
        received += message.payload().length;
        to.release(message);
      }
    }
  }
}
