package org.parley.media.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannelConfig;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.datachannel.Role;
import org.parley.net.benchmark.Measured;

/**
 * A message from one member to the 50 others of its loop, for each of which it becomes a packet of
 * its own, with the acknowledgements (one for two packets) read; without DTLS and sockets. Per
 * delivery.
 */
public class BroadcastBenchmark extends Measured {
  private static final int RECEIVERS = 50;

  /** As many as a round trip sees at 1,000 messages a second. */
  private static final int MESSAGES = 8;

  private static final long MESSAGE_NANOS = 1_000_000;

  @Param({"100", "16384"})
  public int bytes;

  private final List<Peer> peers = new ArrayList<>();
  private Exchange exchange;
  private int channel;
  private byte[] payload;
  private long nowNanos;
  private long sent;
  private long messages;

  /** The other end of a member, which acknowledges without looking at what it gets. */
  private final class Peer implements Access {
    final ByteBuf out = Unpooled.buffer(2_048);
    final ByteBuf acknowledgement = Unpooled.buffer(28);
    final DataChannels channels;
    final Member member;
    boolean quick;
    int verificationTag;
    int lastTsn;
    int unacknowledged;

    Peer(int number) {
      byte[] secret = {(byte) number};
      channels = new DataChannels(DataChannelConfig.of(Role.CLIENT), secret);
      member = exchange.join(new DataIdentity("member" + number, true), number, this, nowNanos);
      member.connect(new DataChannels(DataChannelConfig.of(Role.SERVER), secret), nowNanos);
      channels.connect(nowNanos);
    }

    void answer() {
      ByteBuf packet = Unpooled.buffer(2_048);
      while (channels.nextPacket(packet.clear(), nowNanos)) {
        verificationTag = packet.getInt(4);
        member.onPacket(packet, nowNanos);
      }
      for (ChannelEvent event = channels.nextEvent(); event != null; event = channels.nextEvent()) {
        if (event instanceof ChannelEvent.Message message) {
          channels.release(message);
        }
      }
    }

    void acknowledge() {
      unacknowledged = 0;
      acknowledgement.clear();
      acknowledgement.writeShort(5000).writeShort(5000).writeInt(verificationTag).writeInt(0);
      acknowledgement.writeInt(0x03000010).writeInt(lastTsn).writeInt(1 << 20).writeInt(0);
      member.onPacket(acknowledgement, nowNanos);
    }

    @Override
    public Readiness readiness() {
      return Readiness.READY;
    }

    @Override
    public ByteBuf begin(int capacity) {
      return out.clear();
    }

    @Override
    public void send(int start) {
      sent++;
      int type = out.getUnsignedByte(12);
      if (!quick) {
        channels.onPacket(out, nowNanos);
      } else if (type == 0 || type == 64) {
        lastTsn = out.getInt(16);
        unacknowledged++;
      }
    }

    @Override
    public void tell(PeerEvent event) {}
  }

  @Setup
  public void connect() {
    exchange =
        new Exchange(
            0,
            ExchangeLimits.DEFAULT,
            new Neighbours() {
              @Override
              public void post(int exchange, Note note) {
                throw new IllegalStateException("there is one exchange");
              }

              @Override
              public void flush() {}
            },
            fault -> {
              throw fault;
            });
    for (int i = 0; i <= RECEIVERS; i++) {
      peers.add(new Peer(i));
    }
    turns(10);
    for (Peer peer : peers) {
      channel =
          peer.channels
              .open(
                  bytes == 100 ? ChannelOptions.lossy("game") : ChannelOptions.reliable("game"),
                  nowNanos)
              .orElseThrow();
    }
    turns(400);
    sent = 0;
    peers.subList(1, peers.size()).forEach(peer -> peer.quick = true);
    payload = new byte[bytes];
  }

  private void turns(int count) {
    for (int i = 0; i < count; i++) {
      nowNanos += MESSAGE_NANOS;
      peers.forEach(Peer::answer);
      exchange.settle(nowNanos);
      peers.forEach(peer -> peer.channels.onTimeout(nowNanos));
      exchange.onTimeout(nowNanos);
    }
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES * RECEIVERS)
  public long deliver() {
    Peer sender = peers.getFirst();
    for (int i = 0; i < MESSAGES; i++) {
      nowNanos += MESSAGE_NANOS;
      sender.channels.send(channel, false, payload, nowNanos);
      sender.answer();
      exchange.settle(nowNanos);
      boolean more = true;
      while (more) {
        more = false;
        for (int j = 1; j <= RECEIVERS; j++) {
          Peer receiver = peers.get(j);
          if (receiver.unacknowledged >= 2) {
            receiver.acknowledge();
            more = true;
          }
        }
        sender.answer();
        exchange.settle(nowNanos);
      }
    }
    exchange.onTimeout(nowNanos);
    sender.channels.onTimeout(nowNanos);
    messages += MESSAGES;
    return sent;
  }

  @TearDown
  public void check() {
    if (sent < messages * RECEIVERS) {
      throw new IllegalStateException(sent + " packets for " + messages + " messages");
    }
  }
}
