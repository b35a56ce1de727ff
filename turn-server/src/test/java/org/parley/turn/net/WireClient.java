package org.parley.turn.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** A TURN client over any wire. One thread. */
record WireClient(Wire wire, Deque<byte[]> others, State state) implements AutoCloseable {
  static final class State {
    String nonce = "";
    int transactions;
  }

  WireClient(Wire wire) {
    this(wire, new ArrayDeque<>(), new State());
  }

  StunMessage request(int method, StunAttribute... attributes) throws IOException {
    StunMessage answer = ask(method, attributes);
    int code = TurnClient.code(answer);
    if (code == 401 || code == 438) {
      StunAttribute.Nonce fresh = answer.attribute(StunAttribute.Nonce.class);
      state.nonce = fresh == null ? "" : fresh.value();
      answer = ask(method, attributes);
    }
    return answer;
  }

  private StunMessage ask(int method, StunAttribute... attributes) throws IOException {
    TransactionId id = new TransactionId(wire.local().getPort(), ++state.transactions);
    List<StunAttribute> all = new ArrayList<>(Arrays.asList(attributes));
    StunMessage request = new StunMessage(StunClass.REQUEST, method, id, all);
    if (state.nonce.isEmpty()) {
      wire.send(StunEncoder.encode(request, true));
    } else {
      all.add(new StunAttribute.Username(Servers.USER));
      all.add(new StunAttribute.Realm(Servers.REALM));
      all.add(new StunAttribute.Nonce(state.nonce));
      wire.send(
          StunEncoder.encodeProtected(new StunMessage(StunClass.REQUEST, method, id, all), key()));
    }
    while (true) {
      byte[] bytes = wire.receive();
      if (StunParser.parse(bytes) instanceof StunDecoding.Parsed(var packet)
          && packet.message().transactionId().equals(id)) {
        return packet.message();
      }
      others.add(bytes);
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

  InetSocketAddress allocate(int protocol) throws IOException {
    StunMessage answer =
        request(StunMessage.ALLOCATE, new TurnAttribute.RequestedTransport(protocol));
    var relayed = answer.attribute(TurnAttribute.XorRelayedAddress.class);
    if (relayed == null) {
      throw new AssertionError("no allocation: " + answer);
    }
    return relayed.address();
  }

  int permit(InetSocketAddress peer) throws IOException {
    return TurnClient.code(
        request(StunMessage.CREATE_PERMISSION, new TurnAttribute.XorPeerAddress(peer)));
  }

  int bind(int channel, InetSocketAddress peer) throws IOException {
    return TurnClient.code(
        request(
            StunMessage.CHANNEL_BIND,
            new TurnAttribute.ChannelNumber(channel),
            new TurnAttribute.XorPeerAddress(peer)));
  }

  void sendChannel(int channel, byte[] data) throws IOException {
    wire.send(
        ByteBuffer.allocate(4 + data.length)
            .putShort((short) channel)
            .putShort((short) data.length)
            .put(data)
            .array());
  }

  byte[] receiveChannel(int channel) throws IOException {
    byte[] packet = wire.receive();
    ByteBuffer buffer = ByteBuffer.wrap(packet);
    if (Short.toUnsignedInt(buffer.getShort()) != channel) {
      throw new AssertionError("no data of the channel: " + Arrays.toString(packet));
    }
    return Arrays.copyOfRange(packet, 4, 4 + Short.toUnsignedInt(buffer.getShort()));
  }

  /** The next message that is no answer. */
  StunMessage indication() throws IOException {
    byte[] bytes = others.isEmpty() ? wire.receive() : others.removeFirst();
    if (StunParser.parse(bytes) instanceof StunDecoding.Parsed(var packet)
        && packet.message().type() == StunClass.INDICATION) {
      return packet.message();
    }
    throw new AssertionError("no indication: " + Arrays.toString(bytes));
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
