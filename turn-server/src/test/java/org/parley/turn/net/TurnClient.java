package org.parley.turn.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** A client of the server under test, over UDP. One thread. */
final class TurnClient implements AutoCloseable {
  static final int PATIENCE_MILLIS = 5_000;

  /** How long nothing must come. */
  static final int SILENCE_MILLIS = 150;

  private final DatagramSocket socket;
  private final InetSocketAddress server;
  private String nonce = "";
  private int transactions;

  TurnClient(InetSocketAddress server) throws IOException {
    this.server = server;
    this.socket = new DatagramSocket(0, server.getAddress());
  }

  static TurnClient of(TurnServer server) throws IOException {
    return new TurnClient(new InetSocketAddress("127.0.0.1", server.port()));
  }

  DatagramSocket socket() {
    return socket;
  }

  /** Sends a request with credentials, with a nonce that it gets before, and gives the answer. */
  StunMessage request(int method, StunAttribute... attributes) throws IOException {
    StunMessage answer = ask(method, attributes);
    if (code(answer) == 401 || code(answer) == 438) {
      StunAttribute.Nonce fresh = answer.attribute(StunAttribute.Nonce.class);
      nonce = fresh == null ? "" : fresh.value();
      answer = ask(method, attributes);
    }
    return answer;
  }

  private StunMessage ask(int method, StunAttribute... attributes) throws IOException {
    List<StunAttribute> all = new ArrayList<>(Arrays.asList(attributes));
    TransactionId id = new TransactionId(socket.getLocalPort(), ++transactions);
    byte[] bytes;
    if (nonce.isEmpty()) {
      bytes = StunEncoder.encode(new StunMessage(StunClass.REQUEST, method, id, all), true);
    } else {
      all.add(new StunAttribute.Username(Servers.USER));
      all.add(new StunAttribute.Realm(Servers.REALM));
      all.add(new StunAttribute.Nonce(nonce));
      bytes =
          StunEncoder.encodeProtected(new StunMessage(StunClass.REQUEST, method, id, all), key());
    }
    send(bytes);
    while (true) {
      byte[] answer = receive();
      if (answer == null) {
        throw new SocketTimeoutException("no answer to method " + method);
      }
      if (StunParser.parse(answer) instanceof StunDecoding.Parsed(var packet)
          && packet.message().transactionId().equals(id)) {
        return packet.message();
      }
    }
  }

  private static byte[] key() {
    try {
      String text = Servers.USER + ":" + Servers.REALM + ":" + Servers.PASSWORD;
      return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** 0 for success. */
  static int code(StunMessage answer) {
    StunAttribute.ErrorCode error = answer.attribute(StunAttribute.ErrorCode.class);
    return error == null ? 0 : error.code();
  }

  /** The relayed address of a new allocation. */
  InetSocketAddress allocate(StunAttribute... attributes) throws IOException {
    StunMessage answer = tryAllocate(attributes);
    var relayed = answer.attribute(TurnAttribute.XorRelayedAddress.class);
    if (relayed == null) {
      throw new AssertionError("no allocation: " + answer);
    }
    return relayed.address();
  }

  StunMessage tryAllocate(StunAttribute... attributes) throws IOException {
    List<StunAttribute> all = new ArrayList<>(Arrays.asList(attributes));
    all.add(new TurnAttribute.RequestedTransport(TurnAttribute.RequestedTransport.UDP));
    return request(StunMessage.ALLOCATE, all.toArray(StunAttribute[]::new));
  }

  int permit(InetSocketAddress peer) throws IOException {
    return code(request(StunMessage.CREATE_PERMISSION, new TurnAttribute.XorPeerAddress(peer)));
  }

  int bind(int channel, InetSocketAddress peer) throws IOException {
    return code(
        request(
            StunMessage.CHANNEL_BIND,
            new TurnAttribute.ChannelNumber(channel),
            new TurnAttribute.XorPeerAddress(peer)));
  }

  int refresh(long seconds) throws IOException {
    return code(request(StunMessage.REFRESH, new TurnAttribute.Lifetime(seconds)));
  }

  void sendChannel(int channel, byte[] data) throws IOException {
    send(
        ByteBuffer.allocate(4 + data.length)
            .putShort((short) channel)
            .putShort((short) data.length)
            .put(data)
            .array());
  }

  void sendIndication(InetSocketAddress peer, byte[] data, StunAttribute... more)
      throws IOException {
    List<StunAttribute> all = new ArrayList<>(Arrays.asList(more));
    all.add(new TurnAttribute.XorPeerAddress(peer));
    all.add(new TurnAttribute.Data(ByteBuffer.wrap(data)));
    TransactionId id = new TransactionId(1, ++transactions);
    send(
        StunEncoder.encode(
            new StunMessage(StunClass.INDICATION, StunMessage.SEND, id, all), false));
  }

  void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, server));
  }

  /** The next packet, null if none comes in time. */
  byte @Nullable [] receive() throws IOException {
    return receive(socket, PATIENCE_MILLIS);
  }

  boolean isSilent() throws IOException {
    return receive(socket, SILENCE_MILLIS) == null;
  }

  static byte @Nullable [] receive(DatagramSocket socket, int millis) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.setSoTimeout(millis);
    try {
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  /** What the next packet, ChannelData, carries. */
  byte[] receiveChannel(int channel) throws IOException {
    byte[] packet = receive();
    if (packet == null) {
      throw new AssertionError("nothing came");
    }
    ByteBuffer buffer = ByteBuffer.wrap(packet);
    int number = Short.toUnsignedInt(buffer.getShort());
    int length = Short.toUnsignedInt(buffer.getShort());
    if (number != channel || length != buffer.remaining()) {
      throw new AssertionError("channel " + number + ", length " + length);
    }
    return Arrays.copyOfRange(packet, 4, packet.length);
  }

  /** The next packet, an indication. */
  StunMessage receiveIndication() throws IOException {
    byte[] packet = receive();
    if (packet != null
        && StunParser.parse(packet) instanceof StunDecoding.Parsed(var parsed)
        && parsed.message().type() == StunClass.INDICATION) {
      return parsed.message();
    }
    throw new AssertionError("no indication: " + Arrays.toString(packet));
  }

  static DatagramSocket peer() throws IOException {
    return new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
  }

  static InetSocketAddress address(DatagramSocket socket) {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  static void send(DatagramSocket from, byte[] bytes, InetSocketAddress to) throws IOException {
    from.send(new DatagramPacket(bytes, bytes.length, to));
  }

  @Override
  public void close() {
    socket.close();
  }
}
