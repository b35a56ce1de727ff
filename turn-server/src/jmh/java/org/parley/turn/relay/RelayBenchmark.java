package org.parley.turn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.parley.net.benchmark.Measured;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** What the core does for a packet each way, and for an allocation that comes and goes. */
public class RelayBenchmark extends Measured {
  private static final int CHANNEL = 0x4001;
  private static final int PASSING_BY = 4713;
  private static final InetSocketAddress OTHER_PEER = new InetSocketAddress("192.0.2.2", 5000);
  private static final FiveTuple COMER = RelayScript.udp("198.51.100.9", PASSING_BY);

  /** Over UDP only a few strangers a second are answered, and here the time stands still. */
  private static final FiveTuple STRANGER = new FiveTuple(Transport.TCP, 9, COMER.client());

  /** Send; OpenRelay, Send; CloseRelay, Send. */
  private static final int EFFECTS = 5;

  @Param("1000")
  public int bytes;

  private final RelayScript script = new RelayScript();
  private final RelayServer server = script.server;
  private final long now = script.now();
  private final IpAddress client = RelayScript.ADA.ip();
  private final IpAddress bound = IpAddress.of(RelayScript.PEER.getAddress());
  private final IpAddress permitted = IpAddress.of(OTHER_PEER.getAddress());
  private ByteBuf channelData = Unpooled.EMPTY_BUFFER;
  private ByteBuf indication = Unpooled.EMPTY_BUFFER;
  private ByteBuf fromPeer = Unpooled.EMPTY_BUFFER;
  private @Nullable Relay relay;
  private byte[] challenge = {};
  private byte[] allocate = {};
  private byte[] end = {};

  @Setup
  public void allocate() {
    relay = script.allocate(RelayScript.ADA);
    script.bind(RelayScript.ADA, CHANNEL, RelayScript.PEER);
    script.permit(RelayScript.ADA, OTHER_PEER);
    String data = "x".repeat(bytes);
    channelData = direct(RelayScript.channelData(CHANNEL, data));
    indication = direct(RelayScript.sendIndication(OTHER_PEER, data));
    fromPeer = Unpooled.directBuffer(RelayServer.HEADROOM + bytes + RelayServer.TAILROOM);
    fromPeer.writeZero(RelayServer.HEADROOM);
    fromPeer.writeBytes(data.getBytes(StandardCharsets.US_ASCII));
    authenticate();
  }

  private static ByteBuf direct(byte[] bytes) {
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  private void authenticate() {
    TransactionId id = new TransactionId(3, 4);
    StunMessage first =
        new StunMessage(StunClass.REQUEST, StunMessage.ALLOCATE, id, RelayScript.UDP);
    challenge = StunEncoder.encode(first, false);
    script.receive(STRANGER, challenge);
    RelayEffect.Send answer = (RelayEffect.Send) Objects.requireNonNull(server.nextEffect());
    var nonce = RelayScript.parse(answer.message()).message().attribute(StunAttribute.Nonce.class);
    allocate = request(StunMessage.ALLOCATE, Objects.requireNonNull(nonce), RelayScript.UDP);
    end = request(StunMessage.REFRESH, nonce, new TurnAttribute.Lifetime(0));
    if (allocateAndEnd() != EFFECTS) {
      throw new IllegalStateException("the requests are not answered as they should be");
    }
  }

  private byte[] request(int method, StunAttribute.Nonce nonce, StunAttribute attribute) {
    List<StunAttribute> all = new ArrayList<>();
    all.add(attribute);
    all.add(new StunAttribute.Username(script.user));
    all.add(new StunAttribute.Realm("parley"));
    all.add(nonce);
    StunMessage message =
        new StunMessage(StunClass.REQUEST, method, new TransactionId(method, 5), all);
    return StunEncoder.encodeProtected(message, script.key());
  }

  @Benchmark
  public @Nullable Object channelDataToPeer() {
    return fromClient(channelData);
  }

  @Benchmark
  public @Nullable Object sendIndicationToPeer() {
    return fromClient(indication);
  }

  private @Nullable Object fromClient(ByteBuf packet) {
    return server.fromClient(
        RelayScript.ADA.socket(),
        client.high(),
        client.low(),
        RelayScript.ADA.client().getPort(),
        packet,
        now);
  }

  @Benchmark
  public @Nullable Object peerToChannelData() {
    return fromPeer(bound);
  }

  @Benchmark
  public @Nullable Object peerToDataIndication() {
    return fromPeer(permitted);
  }

  private @Nullable Object fromPeer(IpAddress peer) {
    fromPeer.setIndex(RelayServer.HEADROOM, RelayServer.HEADROOM + bytes);
    return server.fromPeer(
        Objects.requireNonNull(relay),
        peer.high(),
        peer.low(),
        RelayScript.PEER.getPort(),
        fromPeer,
        now);
  }

  /** Refused with a nonce, granted, and ended: three requests. */
  @Benchmark
  public int allocateAndEnd() {
    server.onMessage(STRANGER, challenge, now, script.seconds);
    int effects = drain();
    server.onMessage(COMER, allocate, now, script.seconds);
    effects += drain();
    server.onMessage(COMER, end, now, script.seconds);
    return effects + drain();
  }

  private int drain() {
    int effects = 0;
    for (RelayEffect next = server.nextEffect(); next != null; next = server.nextEffect()) {
      effects++;
      if (next instanceof RelayEffect.OpenRelay open) {
        server.onRelayOpened(open.relay(), RelayScript.relayed(open.relay()), now);
      }
    }
    return effects;
  }
}
