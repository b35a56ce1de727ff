package org.parley.turn.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** Messages in a stream (RFC 8489 §6.2.2, RFC 8656 §3.1 and §12.5). */
class StreamTest extends Scenario {
  private static final int CHANNEL = 0x4444;

  @OverStreams
  void aMessageInPieces(Transport transport) {
    TestClient client = client(transport);
    byte[] request = MessageBuilder.request(Stun.BINDING).text(Stun.SOFTWARE, "slow").bytes();
    for (int i = 0; i < request.length - 1; i++) {
      client.raw(Arrays.copyOfRange(request, i, i + 1));
    }
    byte[] last = Arrays.copyOfRange(request, request.length - 1, request.length);
    client.raw(last);
    assertTrue(client.next().answers(request));
  }

  @OverStreams
  void channelDataInPieces(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    byte[] frame = TestClient.channelData(CHANNEL, 5, "12345\0\0\0".getBytes(US_ASCII));
    for (byte b : frame) {
      client.raw(new byte[] {b});
    }
    client.raw(frame);
    peer.expect("12345");
    peer.expect("12345");
  }

  @OverStreams
  void severalMessagesInOneSegment(Transport transport) {
    TestClient client = client(transport);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[][] requests = new byte[10][];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = MessageBuilder.request(Stun.BINDING).bytes();
      all.writeBytes(requests[i]);
    }
    client.raw(all.toByteArray());
    for (byte[] request : requests) {
      assertTrue(client.next().answers(request));
    }
  }

  @OverStreams
  void requestsIndicationsAndChannelDataInOneSegment(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    byte[] refresh = client.refresh(600).bytes();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(TestClient.channelData(CHANNEL, 3, "one\0".getBytes(US_ASCII)));
    all.writeBytes(refresh);
    all.writeBytes(
        MessageBuilder.indication(Stun.SEND).peer(peer.address()).text(Stun.DATA, "two").bytes());
    all.writeBytes(TestClient.channelData(CHANNEL, 0, new byte[0]));
    all.writeBytes(TestClient.channelData(CHANNEL, 8, "ordinary".getBytes(US_ASCII)));
    client.raw(all.toByteArray());
    peer.expect("one");
    peer.expect("two");
    peer.expect("");
    peer.expect("ordinary");
    assertTrue(client.next().answers(refresh));
  }

  @OverStreams
  void oneAndAHalfMessages(Transport transport) {
    TestClient client = client(transport);
    byte[] first = MessageBuilder.request(Stun.BINDING).bytes();
    byte[] second = MessageBuilder.request(Stun.BINDING).text(Stun.SOFTWARE, "halves").bytes();
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    client.raw(Arrays.copyOf(both, first.length + 11));
    assertTrue(client.next().answers(first));
    client.raw(Arrays.copyOfRange(both, first.length + 11, both.length));
    assertTrue(client.next().answers(second));
  }

  @OverStreams
  void channelDataIsPaddedToFourBytes(Transport transport) throws IOException {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    for (int length = 0; length <= 8; length++) {
      peer.send(relayed, new byte[length]);
    }
    // Frames are found by padded lengths: a missing padding would show in the next.
    for (int length = 0; length <= 8; length++) {
      byte[] frame = Request.present(client.wire().receive(5_000));
      assertEquals(4 + (length + 3 & ~3), frame.length);
      assertEquals(length, frame[3]);
      if (target().ours()) {
        assertArrayEquals(new byte[frame.length - 4], Arrays.copyOfRange(frame, 4, frame.length));
      }
    }
  }

  @OverStreams
  void paddingOfChannelDataIsNotRelayed(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    for (int length = 1; length <= 8; length++) {
      byte[] content = new byte[length + 3 & ~3];
      Arrays.fill(content, length, content.length, (byte) 0xFF);
      client.raw(TestClient.channelData(CHANNEL, length, content));
    }
    for (int length = 1; length <= 8; length++) {
      assertArrayEquals(new byte[length], peer.receive());
    }
  }

  @OverStreams
  void aMessageThatIsLeftHalfHarmsNobody(Transport transport) throws IOException {
    TestClient half = client(transport);
    half.raw(Arrays.copyOf(MessageBuilder.request(Stun.BINDING).bytes(), 13));
    half.wire().close();
    client(transport).expectSilence();
  }

  @OverStreams
  void discardedMessagesLeaveTheStreamInStep(Transport transport) {
    TestClient client = client(transport);
    client.raw(MessageBuilder.request(0x0EE).text(Stun.SOFTWARE, "of an unknown method").bytes());
    client.raw(MessageBuilder.indication(Stun.BINDING).bytes());
    client.raw(MessageBuilder.request(Stun.BINDING).fingerprint(7).bytes());
    client.expectSilence();
  }

  @OverStreams
  void whatIsNoStunEndsTheConnection(Transport transport) {
    TestClient client = client(transport);
    client.raw("GET / HTTP/1.1\r\nHost: somewhere\r\n\r\n".getBytes(US_ASCII));
    if (target().ours()) {
      client.expectClosed();
    }
    client(transport).expectSilence();
  }

  @OverStreams
  void relaysAtSpeed(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    byte[] data = new byte[1_000];
    for (int i = 0; i < 100; i++) {
      data[0] = (byte) i;
      client.channelData(CHANNEL, data);
      peer.send(relayed, peer.receive());
    }
    for (int i = 0; i < 100; i++) {
      byte[] back = client.next().data();
      assertEquals(1_000, back.length);
      assertEquals((byte) i, back[0]);
    }
  }
}
