package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.media.transport.srtp.SrtpTransform;

/**
 * One participant's UDP port: tells STUN, DTLS and SRTP apart (RFC 7983), keeps ICE going and hands
 * media on. Its state belongs to its event loop.
 */
final class PeerTransport extends ChannelInboundHandlerAdapter {
  private static final int CHECK_INTERVAL_MILLIS = 50;

  /** RFC 7675 §5.1 wants consent every 5 s on the average; browsers ask twice as often. */
  private static final int CONSENT_INTERVAL_MILLIS = 2_500;

  private static final long CONSENT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int ICE_TIMEOUT_SECONDS = 10;
  private static final int MAX_EARLY_PACKETS = 128;

  /** Receives a participant's media, on its event loop; the packet is released afterwards. */
  interface MediaSink {
    /** An SRTP or SRTCP packet as it came. */
    void onMedia(ByteBuf packet, SrtpTransform srtp);
  }

  /** Receives what a participant's data channels consist of, on its event loop. */
  interface DataSink {
    /** A datagram of DTLS records as it came, valid during the call. */
    void onRecords(ByteBuf datagram);

    /** All that was there has been read. */
    void onReadComplete();
  }

  private final MediaSink sink;
  private final CompletableFuture<InetSocketAddress> nominated = new CompletableFuture<>();
  private final DtlsMailbox dtls = new DtlsMailbox(this::sendDtls);
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private @Nullable Channel channel;
  private @Nullable IceClient ice;
  private @Nullable InetSocketAddress remote;
  private @Nullable SrtpTransform srtp;
  private @Nullable DataSink data;
  private long lastConsentNanos;

  PeerTransport(MediaSink sink) {
    this.sink = sink;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  /** Blocks until a pair is nominated and the handshake through; on a virtual thread. */
  SrtpTransform connect(
      IceClient client, SdpAnswer answer, DtlsIdentity identity, SrtpProfile profile)
      throws IOException, InterruptedException {
    awaitNomination(client, answer);
    return DtlsClient.handshake(identity, answer.fingerprint(), profile, dtls);
  }

  /** As {@link #connect}, for data alone. */
  DataRecords connectData(IceClient client, SdpAnswer answer, DtlsIdentity identity)
      throws IOException, InterruptedException {
    awaitNomination(client, answer);
    return DtlsClient.records(identity, answer.fingerprint(), dtls);
  }

  private void awaitNomination(IceClient client, SdpAnswer answer)
      throws IOException, InterruptedException {
    open().eventLoop().execute(() -> startChecks(client, answer));
    try {
      nominated.get(ICE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("ICE: no answer from " + answer.candidates(), e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** On the event loop: records are handed on from now on, those that came early first. */
  void secureData(DataSink receiver) {
    data = receiver;
    for (byte[] datagram = dtls.poll(); datagram != null; datagram = dtls.poll()) {
      receiver.onRecords(Unpooled.wrappedBuffer(datagram));
    }
    receiver.onReadComplete();
  }

  /** On the event loop: media may flow, what came early is handed on first. */
  void secure(SrtpTransform transform) {
    srtp = transform;
    for (ByteBuf packet = early.poll(); packet != null; packet = early.poll()) {
      media(packet);
    }
  }

  /** On the event loop: sends a protected packet, which it releases, with the next flush. */
  void write(ByteBuf packet) {
    InetSocketAddress to = remote;
    if (to == null) {
      packet.release();
    } else {
      open().write(new DatagramPacket(packet, to), open().voidPromise());
    }
  }

  /** On the event loop: protects and sends RTCP, which it releases. */
  void writeRtcp(ByteBuf packet, SrtpTransform transform) {
    if (transform.protectRtcp(packet)) {
      write(packet);
      flush();
    } else {
      packet.release();
    }
  }

  void flush() {
    open().flush();
  }

  /** Time since the server last consented to be sent to (RFC 7675), on the event loop. */
  boolean consents(long nowNanos) {
    return remote != null && nowNanos - lastConsentNanos < CONSENT_TIMEOUT_NANOS;
  }

  Channel open() {
    Channel bound = channel;
    if (bound == null) {
      throw new IllegalStateException("the transport has no channel yet");
    }
    return bound;
  }

  boolean isOpen() {
    return channel != null && channel.isOpen();
  }

  /** Of ours, while it is open. */
  Optional<Integer> localPort() {
    return isOpen()
        ? Optional.of(((InetSocketAddress) open().localAddress()).getPort())
        : Optional.empty();
  }

  void close() {
    Channel bound = channel;
    if (bound != null) {
      bound.close();
    }
  }

  private void startChecks(IceClient client, SdpAnswer answer) {
    ice = client;
    check(client, answer);
  }

  /** All candidates at once until one is nominated: there are few, and no NAT to be gentle to. */
  private void check(IceClient client, SdpAnswer answer) {
    if (!open().isOpen()) {
      return;
    }
    InetSocketAddress selected = remote;
    if (selected != null) {
      send(client.check(selected, true), selected);
    } else {
      boolean only = answer.candidates().size() == 1;
      answer.candidates().forEach(address -> send(client.check(address, only), address));
    }
    int pause = nominated.isDone() ? CONSENT_INTERVAL_MILLIS : CHECK_INTERVAL_MILLIS;
    open().eventLoop().schedule(() -> check(client, answer), pause, TimeUnit.MILLISECONDS);
  }

  private void sendDtls(byte[] datagram) {
    Channel bound = open();
    bound
        .eventLoop()
        .execute(
            () -> {
              InetSocketAddress to = remote;
              if (to != null) {
                send(datagram, to);
              }
            });
  }

  private void send(byte[] bytes, InetSocketAddress to) {
    ByteBuf content = open().alloc().buffer(bytes.length).writeBytes(bytes);
    // An address that cannot be reached fails its checks; that is what they are for.
    open().writeAndFlush(new DatagramPacket(content, to));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof DatagramPacket packet)) {
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf content = packet.content();
    int first = content.isReadable() ? content.getUnsignedByte(content.readerIndex()) : -1;
    // RFC 7983 §7.
    if (first >= 128 && first <= 191) {
      media(content);
      return;
    }
    try {
      if (first >= 0 && first <= 3) {
        stun(bytes(content), packet.sender());
      } else if (first >= 20 && first <= 63) {
        dtls(content);
      }
    } finally {
      packet.release();
    }
  }

  private void dtls(ByteBuf content) {
    DataSink receiver = data;
    if (receiver != null) {
      receiver.onRecords(content);
    } else {
      dtls.offer(bytes(content));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    DataSink receiver = data;
    if (receiver != null) {
      receiver.onReadComplete();
    }
  }

  private static byte[] bytes(ByteBuf content) {
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    return bytes;
  }

  private void media(ByteBuf packet) {
    SrtpTransform transform = srtp;
    if (transform == null && early.size() < MAX_EARLY_PACKETS) {
      early.add(packet);
      return;
    }
    try {
      if (transform != null) {
        sink.onMedia(packet, transform);
      }
    } finally {
      packet.release();
    }
  }

  private void stun(byte[] bytes, InetSocketAddress from) {
    IceClient client = ice;
    if (client == null) {
      return;
    }
    switch (client.onPacket(bytes, from)) {
      case IceClient.Reaction.Reply(byte[] reply) -> send(reply, from);
      case IceClient.Reaction.Confirmed confirmed -> confirmed(client, confirmed);
      case IceClient.Reaction.Nothing _ -> {}
    }
  }

  private void confirmed(IceClient client, IceClient.Reaction.Confirmed confirmed) {
    lastConsentNanos = System.nanoTime();
    if (remote == null) {
      remote = confirmed.address();
      if (!confirmed.nominated()) {
        send(client.check(confirmed.address(), true), confirmed.address());
      }
    }
    if (confirmed.nominated()) {
      nominated.complete(confirmed.address());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    early.forEach(ByteBuf::release);
    early.clear();
    nominated.completeExceptionally(new IOException("closed"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // ICMP errors of a server that went away arrive here; its silence is measured as loss.
    if (!(cause instanceof IOException)) {
      nominated.completeExceptionally(cause);
      ctx.close();
    }
  }
}
