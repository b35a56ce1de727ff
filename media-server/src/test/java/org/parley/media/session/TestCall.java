package org.parley.media.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.DataLine;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.MediaPeer;
import org.parley.media.api.MediaRoom;
import org.parley.media.api.Mid;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RemoteDescription;
import org.parley.media.api.RoomId;
import org.parley.media.api.SlotAssignment;
import org.parley.media.api.TrackId;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.rtcp.GenericNack;
import org.parley.media.rtp.rtcp.PictureLossIndication;
import org.parley.media.rtp.rtcp.RtcpPacket;
import org.parley.media.rtp.rtcp.RtcpReader;
import org.parley.media.rtp.rtcp.RtcpWriter;
import org.parley.media.testpeer.TestChannels;
import org.parley.media.testpeer.TestDtlsClient;
import org.parley.media.testpeer.TestLink;
import org.parley.media.testpeer.TestPeer;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.media.transport.srtp.SrtpResult;

/** A room of a server, and clients that talk to it over real sockets. */
@NullMarked
final class TestCall implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  static final TrackId CAMERA = new TrackId("camera");

  /** The SSRC of a viewer's slot, and of the camera. */
  static final int SLOT = 5000;

  static final int PUBLISHED = 100;

  /** What offers with data say of it. */
  static final DataLine DATA = new DataLine(new Mid("0"), 5000, 256 * 1024);

  static final TrackId VOICE = new TrackId("voice");
  static final int VOICE_SLOT = 6000;

  private static final TestDtlsClient.Identity IDENTITY = TestDtlsClient.Identity.create();

  final MediaServer server;
  final MediaRoom room;
  private final List<TestPeer> clients = new ArrayList<>();

  TestCall(MediaServer server) {
    this.server = server;
    this.room = server.openRoom(new RoomId("room"), _ -> {});
  }

  @Override
  public void close() throws IOException {
    for (TestPeer client : clients) {
      client.close();
    }
    server.close();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  Client join(String name, SrtpProfile profile, MediaLine... lines) throws Exception {
    return join(name, TestLink.udp(address()), profile, lines);
  }

  Client join(String name, TestLink link, SrtpProfile profile, MediaLine... lines)
      throws Exception {
    return new Client(new DataIdentity(name, true), name, link, profile, null, lines);
  }

  /** A client with data channels alone. */
  DataClient joinData(String name) throws Exception {
    return joinData(name, TestLink.udp(address()));
  }

  DataClient joinData(String name, TestLink link) throws Exception {
    return joinData(new DataIdentity(name, true), name, link);
  }

  /**
   * @param id of the peer connection
   */
  DataClient joinData(DataIdentity identity, String id, TestLink link) throws Exception {
    return new DataClient(new Client(identity, id, link, SrtpProfile.AEAD_AES_128_GCM, DATA));
  }

  /** A client and its channels. */
  final class DataClient {
    final Client client;
    TestChannels channels;
    private int associations;

    private DataClient(Client client) throws InterruptedException {
      this.client = client;
      this.channels = connect();
    }

    private TestChannels connect() throws InterruptedException {
      String secret = client.peer.id().value() + associations++;
      TestChannels fresh = new TestChannels(client.remote, secret.getBytes(UTF_8));
      assertEquals(new PeerEvent.DataConnected(), told());
      return fresh;
    }

    /** An offer without data: the association ends. */
    void disable() throws InterruptedException {
      client.apply(null);
      awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
      assertTrue(told() instanceof PeerEvent.DataEnded);
      assertNotNull(channels.await(ChannelEvent.Ended.class::isInstance, PATIENCE), "not ended");
      channels.close();
    }

    /** An offer with another line of data: one association ends, another one begins. */
    void replace(DataLine line) throws InterruptedException {
      client.apply(line);
      awaitEnd();
      channels = connect();
    }

    /** An offer with data after one without. */
    void enable(DataLine line) throws InterruptedException {
      client.apply(line);
      channels = connect();
    }

    int open(ChannelOptions options) throws InterruptedException {
      return channels.openAndWait(options, PATIENCE);
    }

    int open(String label) throws InterruptedException {
      return open(ChannelOptions.reliable(label));
    }

    /** What the server's owner hears next. */
    @Nullable PeerEvent told() throws InterruptedException {
      return client.events.poll(10, TimeUnit.SECONDS);
    }

    void awaitClosed(int channel) throws InterruptedException {
      ChannelEvent closed = new ChannelEvent.Closed(channel);
      assertNotNull(channels.await(closed::equals, PATIENCE), "not closed");
    }

    /** The next message as text. */
    String next() throws InterruptedException {
      ChannelEvent.Message message = channels.message(PATIENCE);
      assertNotNull(message, "no message came");
      return new String(message.payload(), UTF_8);
    }
  }

  /** Has a camera and a microphone. */
  Client speaker() throws Exception {
    return join(
        "ada",
        SrtpProfile.AEAD_AES_128_GCM,
        Lines.camera("1", CAMERA),
        Lines.microphone("2", VOICE));
  }

  /** Has a slot for the camera and one for the microphone, which carry nothing yet. */
  Client listener(String name, TestLink link) throws Exception {
    return join(
        name,
        link,
        SrtpProfile.AEAD_AES_128_GCM,
        Lines.slot("7", MediaKind.VIDEO, SLOT, Lines.vp8(120)),
        Lines.slot("8", MediaKind.AUDIO, VOICE_SLOT, Lines.opus(111)));
  }

  /** From now on they carry both. */
  static void watch(Client listener) {
    listener.peer.assign(
        List.of(
            new SlotAssignment(new Mid("7"), CAMERA, 640, 360),
            new SlotAssignment(new Mid("8"), VOICE, 0, 0)));
  }

  Client publisher(SrtpProfile profile) throws Exception {
    return join("ada", profile, Lines.camera("1", CAMERA));
  }

  Client viewer(SrtpProfile profile) throws Exception {
    return viewer("ben", TestLink.udp(address()), profile);
  }

  Client viewer(String name, TestLink link, SrtpProfile profile) throws Exception {
    Client viewer =
        join(name, link, profile, Lines.slot("7", MediaKind.VIDEO, SLOT, Lines.vp8(120)));
    viewer.peer.assign(List.of(new SlotAssignment(new Mid("7"), CAMERA, 640, 360)));
    return viewer;
  }

  /** A client with its half of the server. */
  final class Client {
    final BlockingQueue<PeerEvent> events = new LinkedBlockingQueue<>();
    final MediaPeer peer;
    final TestPeer remote;
    private final List<MediaLine> lines;
    private @Nullable IceCredentials ice;

    private Client(
        DataIdentity identity,
        String id,
        TestLink link,
        SrtpProfile profile,
        @Nullable DataLine data,
        MediaLine... lines)
        throws Exception {
      this.lines = List.of(lines);
      peer = room.addPeer(new PeerId(id), identity, events::add);
      remote =
          TestPeer.of(
              credentials -> {
                ice = credentials;
                return apply(data);
              },
              link,
              IDENTITY,
              profile);
      clients.add(remote);
      remote.connect();
      assertTrue(events.poll(10, TimeUnit.SECONDS) instanceof PeerEvent.Connected, "not connected");
    }

    /** What the next offer says of data, all else being as it was. */
    IceCredentials apply(@Nullable DataLine data) {
      return peer.apply(
          new RemoteDescription(
              Objects.requireNonNull(ice), List.of(IDENTITY.fingerprint()), lines, data));
    }

    /** A frame of one packet from the camera of m-line 1. */
    void send(boolean key, int sequence, int ssrc) throws IOException {
      send(sequence, ssrc, Packets.vp8(key, sequence & 0x7FFF, sequence & 0xFF));
    }

    /** A packet from the camera of m-line 1. */
    void send(int sequence, int ssrc, byte[] payload) throws IOException {
      send(96, sequence, ssrc, Packets.Ids.mid("1"), payload);
    }

    void send(int payloadType, int sequence, int ssrc, Packets.Ids ids, byte[] payload)
        throws IOException {
      remote.sendRtp(Packets.rtp(payloadType, sequence, sequence * 3000, ssrc, ids, payload));
    }

    void sendRtcp(RtcpPacket packet) throws IOException {
      ByteBuf buffer = Unpooled.buffer(200);
      RtcpWriter.write(buffer, packet);
      assertTrue(remote.srtp().protectRtcp(buffer));
      byte[] bytes = new byte[buffer.readableBytes()];
      buffer.readBytes(bytes);
      remote.link().send(bytes);
    }

    /** The next media packet for which one of the readers has an answer. */
    <T> @Nullable T next(
        Function<ByteBuf, @Nullable T> rtp,
        Function<RtcpPacket, @Nullable T> rtcp,
        Duration patience)
        throws IOException {
      long deadline = System.nanoTime() + patience.toNanos();
      for (long left = patience.toNanos(); left > 0; left = deadline - System.nanoTime()) {
        byte[] packet = remote.receiveMedia(Duration.ofNanos(left));
        if (packet == null) {
          return null;
        }
        ByteBuf buffer = Unpooled.wrappedBuffer(packet);
        int type = packet[1] & 0xFF;
        if (type >= 192 && type <= 223) {
          assertEquals(SrtpResult.OK, remote.srtp().unprotectRtcp(buffer));
          for (RtcpPacket part : RtcpReader.read(buffer)) {
            T answer = rtcp.apply(part);
            if (answer != null) {
              return answer;
            }
          }
        } else {
          assertEquals(SrtpResult.OK, remote.srtp().unprotectRtp(buffer));
          T answer = rtp.apply(buffer);
          if (answer != null) {
            return answer;
          }
        }
      }
      return null;
    }

    @Nullable RtpPacket nextRtp(Duration patience) throws IOException {
      return next(
          buffer -> {
            RtpPacket view = new RtpPacket();
            assertTrue(view.wrap(buffer));
            return view;
          },
          _ -> null,
          patience);
    }

    @Nullable PictureLossIndication nextKeyframeRequest(Duration patience) throws IOException {
      return next(
          _ -> null, part -> part instanceof PictureLossIndication pli ? pli : null, patience);
    }
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "not in time");
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  RtpPacket present(@Nullable RtpPacket packet) {
    assertNotNull(packet, () -> "no packet arrived: " + server.transportCounters().snapshot());
    return packet;
  }

  /**
   * Publishes a keyframe as sequence number 2 once it is asked for, which shows that the viewer's
   * slot carries the track, and returns what arrives.
   */
  RtpPacket firstPicture(Client publisher, Client viewer) throws IOException {
    publisher.send(false, 1, PUBLISHED);
    PictureLossIndication request = publisher.nextKeyframeRequest(PATIENCE);
    assertNotNull(request);
    assertEquals(PUBLISHED, request.mediaSsrc());
    publisher.send(true, 2, PUBLISHED);
    return present(viewer.nextRtp(PATIENCE));
  }

  /** What the viewer lost comes again, and what the publisher lost is asked for. */
  void assertRepaired(Client publisher, Client viewer) throws IOException {
    RtpPacket first = firstPicture(publisher, viewer);
    viewer.sendRtcp(new GenericNack(1, SLOT, new int[] {first.sequenceNumber()}));
    RtpPacket again = present(viewer.nextRtp(PATIENCE));
    assertEquals(SLOT + 1, again.ssrc());
    assertEquals(121, again.payloadType());
    assertEquals(first.sequenceNumber(), again.buffer().getUnsignedShort(again.payloadOffset()));

    publisher.send(false, 5, PUBLISHED);
    GenericNack nack =
        publisher.next(
            _ -> null, part -> part instanceof GenericNack found ? found : null, PATIENCE);
    assertNotNull(nack);
    assertEquals(List.of(3, 4), Arrays.stream(nack.sequenceNumbers()).boxed().toList());
  }
}
