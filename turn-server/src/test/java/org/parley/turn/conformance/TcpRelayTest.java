package org.parley.turn.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** TCP to peers (RFC 6062). */
class TcpRelayTest extends Scenario {

  private ServerSocket listener() throws IOException {
    ServerSocket listener = keep(new ServerSocket());
    listener.setSoTimeout(5_000);
    listener.bind(new InetSocketAddress(LOOPBACK, 0));
    return listener;
  }

  private static InetSocketAddress address(ServerSocket listener) {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private TestClient control(Transport transport) {
    TestClient client = client(transport);
    relayed(client);
    return client;
  }

  private static InetSocketAddress relayed(TestClient client) {
    return client
        .request(Stun.ALLOCATE)
        .transport(Stun.TCP)
        .expectSuccess()
        .address(Stun.XOR_RELAYED_ADDRESS);
  }

  private static Request connect(TestClient client, InetSocketAddress peer) {
    return client.request(Stun.CONNECT).peer(peer);
  }

  private static byte[] id(Frame frame) {
    byte[] id = frame.required(Stun.CONNECTION_ID, "CONNECTION-ID");
    assertEquals(4, id.length);
    return id;
  }

  /** The connection that carries the data of a peer's. */
  private StreamWire bound(TestClient control, Transport transport, byte[] id) {
    TestClient data = client(transport);
    // RFC 6062 §4.3: with the credentials of the control connection, and so its nonce.
    data.realm = control.realm;
    data.nonce = control.nonce;
    data.algorithms = control.algorithms;
    data.request(Stun.CONNECTION_BIND).attribute(Stun.CONNECTION_ID, id).expectSuccess();
    return (StreamWire) data.wire();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String read(Socket socket, int length) throws IOException {
    socket.setSoTimeout(5_000);
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

  private static String read(StreamWire wire, int length) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < length) {
      byte[] bytes = wire.bytes(5_000);
      assertNotNull(bytes, () -> "nothing came after " + all);
      all.writeBytes(bytes);
    }
    return all.toString(US_ASCII);
  }

  @OverStreams
  void aConnectionToAPeer(Transport transport) throws IOException {
    TestClient control = client(transport);
    InetSocketAddress relayed = relayed(control);
    ServerSocket listener = listener();
    byte[] id = id(connect(control, address(listener)).expectSuccess());
    Socket peer = keep(listener.accept());
    assertEquals(relayed, peer.getRemoteSocketAddress());
    StreamWire data = bound(control, transport, id);
    data.send("to the peer".getBytes(US_ASCII));
    assertEquals("to the peer", read(peer, 11));
    write(peer, "and back");
    assertEquals("and back", read(data, 8));
  }

  @OverStreams
  void whatThePeerSaidBeforeIsKept(Transport transport) throws IOException {
    TestClient control = control(transport);
    ServerSocket listener = listener();
    byte[] id = id(connect(control, address(listener)).expectSuccess());
    Socket peer = keep(listener.accept());
    write(peer, "I speak first");
    assertEquals("I speak first", read(bound(control, transport, id), 13));
  }

  @OverStreams
  void aConnectionFromAPeer(Transport transport) throws IOException {
    TestClient control = client(transport);
    InetSocketAddress relayed = relayed(control);
    control.permit(new InetSocketAddress(LOOPBACK, 0)).expectSuccess();
    Socket peer = keep(new Socket());
    peer.bind(new InetSocketAddress(LOOPBACK, 0));
    peer.connect(relayed, 5_000);
    Frame attempt = control.next();
    assertEquals(Stun.CONNECTION_ATTEMPT, attempt.method());
    assertEquals(1, attempt.stunClass());
    assertEquals(peer.getLocalSocketAddress(), attempt.address(Stun.XOR_PEER_ADDRESS));
    StreamWire data = bound(control, transport, id(attempt));
    write(peer, "called you");
    assertEquals("called you", read(data, 10));
    data.send("answered".getBytes(US_ASCII));
    assertEquals("answered", read(peer, 8));
  }

  @OverStreams
  void withoutPermissionAConnectionIsClosed(Transport transport) throws IOException {
    TestClient control = client(transport);
    InetSocketAddress relayed = relayed(control);
    Socket peer = keep(new Socket());
    peer.bind(new InetSocketAddress(LOOPBACK, 0));
    try {
      peer.connect(relayed, 5_000);
    } catch (SocketException reset) {
      return;
    }
    expectEnd(peer);
    control.expectSilence();
  }

  /** The other side closes, whether in order or by a reset. */
  private static void expectEnd(Socket socket) throws IOException {
    socket.setSoTimeout(5_000);
    try {
      assertEquals(-1, socket.getInputStream().read());
    } catch (SocketException reset) {
      assertNotNull(reset.getMessage());
    }
  }

  @OverStreams
  void manyBytesBothWays(Transport transport) throws IOException {
    TestClient control = control(transport);
    ServerSocket listener = listener();
    byte[] id = id(connect(control, address(listener)).expectSuccess());
    Socket peer = keep(listener.accept());
    StreamWire data = bound(control, transport, id);
    byte[] many = new byte[200_000];
    new Random(6062).nextBytes(many);
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    data.send(many);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    peer.setSoTimeout(5_000);
    assertArrayEquals(many, peer.getInputStream().readNBytes(many.length));
    assertNotNull(writer);
    Thread back =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    peer.getOutputStream().write(many);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < many.length) {
      all.writeBytes(Request.present(data.bytes(5_000)));
    }
    assertArrayEquals(many, all.toByteArray());
    assertNotNull(back);
  }

  @OverStreams
  void aPeerThatClosesClosesTheDataConnection(Transport transport) throws IOException {
    TestClient control = control(transport);
    ServerSocket listener = listener();
    byte[] id = id(connect(control, address(listener)).expectSuccess());
    Socket peer = keep(listener.accept());
    StreamWire data = bound(control, transport, id);
    write(peer, "bye");
    peer.close();
    assertEquals("bye", read(data, 3));
    assertThrows(Wire.EndOfStream.class, () -> data.bytes(5_000));
    control.refresh(600).expectSuccess();
  }

  @OverStreams
  void aDataConnectionThatClosesClosesThePeers(Transport transport) throws IOException {
    TestClient control = control(transport);
    ServerSocket listener = listener();
    byte[] id = id(connect(control, address(listener)).expectSuccess());
    Socket peer = keep(listener.accept());
    bound(control, transport, id).close();
    expectEnd(peer);
    control.refresh(600).expectSuccess();
  }

  @OverStreams
  void theEndOfTheAllocationClosesThePeers(Transport transport) throws IOException {
    TestClient control = control(transport);
    ServerSocket listener = listener();
    connect(control, address(listener)).expectSuccess();
    Socket peer = keep(listener.accept());
    control.refresh(0).expectSuccess();
    expectEnd(peer);
  }

  @Test
  void overUdpIs400() {
    client(Transport.UDP).request(Stun.ALLOCATE).transport(Stun.TCP).expectError(400);
  }

  @OverStreams
  void evenPortIs400(Transport transport) {
    client(transport)
        .request(Stun.ALLOCATE)
        .transport(Stun.TCP)
        .attribute(Stun.EVEN_PORT, (byte) 0)
        .expectError(400);
  }

  @OverStreams
  void dontFragmentIs400(Transport transport) {
    client(transport)
        .request(Stun.ALLOCATE)
        .transport(Stun.TCP)
        .attribute(Stun.DONT_FRAGMENT)
        .expectError(400);
  }

  @OverStreams
  void aTokenIs400(Transport transport) {
    client(transport)
        .request(Stun.ALLOCATE)
        .transport(Stun.TCP)
        .attribute(Stun.RESERVATION_TOKEN, "whatever".getBytes(US_ASCII))
        .expectError(400);
  }

  @OverStreams
  void connectWithoutAnAllocationIs437(Transport transport) {
    connect(client(transport), at("127.0.0.1", 9)).expectError(437);
  }

  @OverStreams
  void connectWithoutAPeerIs400(Transport transport) {
    control(transport).request(Stun.CONNECT).expectError(400);
  }

  @OverStreams
  void aForbiddenPeerIs403(Transport transport) {
    connect(control(transport), at("224.0.0.1", 80)).expectError(403);
  }

  @OverStreams
  void aSecondConnectionToAPeerIs446(Transport transport) throws IOException {
    TestClient control = control(transport);
    ServerSocket listener = listener();
    connect(control, address(listener)).expectSuccess();
    connect(control, address(listener)).expectError(446);
  }

  @OverStreams
  void aPeerThatRefusesIs447(Transport transport) throws IOException {
    TestClient control = control(transport);
    ServerSocket listener = listener();
    InetSocketAddress closed = address(listener);
    listener.close();
    connect(control, closed).expectError(447);
  }

  @OverStreams
  void connectionsOfOneAllocationDiffer(Transport transport) throws IOException {
    TestClient control = control(transport);
    byte[] first = id(connect(control, address(listener())).expectSuccess());
    byte[] second = id(connect(control, address(listener())).expectSuccess());
    assertNotEquals(Arrays.toString(first), Arrays.toString(second));
  }

  @OverStreams
  void bindingAnUnknownConnectionIs400(Transport transport) {
    client(transport)
        .request(Stun.CONNECTION_BIND)
        .attribute(Stun.CONNECTION_ID, new byte[] {1, 2, 3, 4})
        .expectError(400);
  }

  @OverStreams
  void bindingWithoutAConnectionIs400(Transport transport) {
    client(transport).request(Stun.CONNECTION_BIND).expectError(400);
  }

  @Test
  void bindingOverUdpIs400() {
    client(Transport.UDP)
        .request(Stun.CONNECTION_BIND)
        .attribute(Stun.CONNECTION_ID, new byte[] {1, 2, 3, 4})
        .expectError(400);
  }

  @OverStreams
  void aConnectionIsBoundOnce(Transport transport) throws IOException {
    TestClient control = control(transport);
    ServerSocket listener = listener();
    byte[] id = id(connect(control, address(listener)).expectSuccess());
    keep(bound(control, transport, id));
    client(transport)
        .request(Stun.CONNECTION_BIND)
        .attribute(Stun.CONNECTION_ID, id)
        .expectError(400);
  }
}
