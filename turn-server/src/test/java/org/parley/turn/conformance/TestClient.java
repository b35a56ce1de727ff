package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TURN client on one 5-tuple, whose tests read like scripts:
 *
 * <pre>
 *   InetSocketAddress relayed = client.allocate().expectSuccess().address(XOR_RELAYED_ADDRESS);
 *   client.permit(peer).expectSuccess();
 *   client.send(peer, "hello");
 * </pre>
 */
public final class TestClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int FIRST_RETRANSMISSION_MILLIS = 500;

  private final Wire wire;
  private final Deque<Frame> inbox = new ArrayDeque<>();
  Credentials credentials;
  String realm = "";
  String nonce = "";
  byte @Nullable [] algorithms;
  boolean allocated;

  public TestClient(Wire wire, Credentials credentials) {
    this.wire = wire;
    this.credentials = credentials;
  }

  public InetSocketAddress local() {
    return wire.local();
  }

  public Wire wire() {
    return wire;
  }

  public TestClient as(Credentials other) {
    credentials = other;
    return this;
  }

  public Request request(int method) {
    return new Request(this, method);
  }

  /** An Allocate for UDP. */
  public Request allocate() {
    return request(Stun.ALLOCATE).transport(Stun.UDP);
  }

  /** Allocates, and says where. */
  public InetSocketAddress relayed() {
    return allocate().expectSuccess().address(Stun.XOR_RELAYED_ADDRESS);
  }

  public Request refresh(int lifetime) {
    return request(Stun.REFRESH).number(Stun.LIFETIME, lifetime);
  }

  public Request permit(InetSocketAddress... peers) {
    Request request = request(Stun.CREATE_PERMISSION);
    for (InetSocketAddress peer : peers) {
      request.peer(peer);
    }
    return request;
  }

  public Request bind(int channel, InetSocketAddress peer) {
    return request(Stun.CHANNEL_BIND).channel(channel).peer(peer);
  }

  /** Learns realm and nonce by a request without credentials. */
  public Frame challenge() {
    Frame reply = exchange(allocate().unsigned().bytes());
    assertEquals(401, reply.error(), () -> "a challenge expected, not " + reply);
    learn(reply);
    return reply;
  }

  void learn(Frame challenge) {
    realm = challenge.string(Stun.REALM);
    nonce = challenge.string(Stun.NONCE);
    algorithms = challenge.value(Stun.PASSWORD_ALGORITHMS);
  }

  /** Leaves nothing behind when it is closed. */
  public void forget() {
    allocated = false;
  }

  public String nonce() {
    return nonce;
  }

  /** A Send indication. */
  public void send(InetSocketAddress peer, byte[] data) {
    raw(MessageBuilder.indication(Stun.SEND).peer(peer).attribute(Stun.DATA, data).bytes());
  }

  public void send(InetSocketAddress peer, String data) {
    send(peer, data.getBytes(StandardCharsets.UTF_8));
  }

  /** ChannelData, padded over streams (RFC 8656 §12.5). */
  public void channelData(int channel, byte[] data) {
    int length = wire.datagrams() ? data.length : data.length + 3 & ~3;
    raw(channelData(channel, data.length, Arrays.copyOf(data, length)));
  }

  public void channelData(int channel, String data) {
    channelData(channel, data.getBytes(StandardCharsets.UTF_8));
  }

  /** With a length of one's own. */
  public static byte[] channelData(int channel, int length, byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .putShort((short) channel)
        .putShort((short) length)
        .put(content)
        .array();
  }

  /** Bytes as they are. */
  public void raw(byte[] bytes) {
    try {
      wire.send(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request until it is answered (RFC 8489 §6.2.1); what else comes meanwhile is kept. */
  public Frame exchange(byte[] request) {
    Frame reply = exchange(request, PATIENCE_MILLIS);
    assertNotNull(reply, "no answer");
    return reply;
  }

  public @Nullable Frame exchange(byte[] request, int millis) {
    raw(request);
    long start = System.nanoTime();
    long wait = FIRST_RETRANSMISSION_MILLIS;
    long again = wait;
    while (true) {
      long passed = (System.nanoTime() - start) / 1_000_000;
      if (passed >= millis) {
        return null;
      }
      if (wire.datagrams() && passed >= again) {
        raw(request);
        wait *= 2;
        again += wait;
      }
      long until = wire.datagrams() ? Math.min(again, millis) : millis;
      Frame frame = receive((int) Math.max(1, until - passed));
      if (frame != null && frame.answers(request)) {
        return frame;
      }
      if (frame != null) {
        inbox.add(frame);
      }
    }
  }

  /** The next from the wire; null after the time. */
  public @Nullable Frame receive(int millis) {
    try {
      byte[] bytes = wire.receive(millis);
      return bytes == null ? null : new Frame(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came and was no answer, first come first; waits for it. */
  public Frame next() {
    Frame kept = inbox.poll();
    if (kept != null) {
      return kept;
    }
    Frame frame = receive(PATIENCE_MILLIS);
    assertNotNull(frame, "nothing came");
    return frame;
  }

  public void clear() {
    inbox.clear();
  }

  /** How much has come that was not asked for. */
  public int pending() {
    return inbox.size();
  }

  /** Relayed data from a peer, as a Data indication. */
  public void expectIndication(InetSocketAddress peer, String data) {
    Frame frame = next();
    assertTrue(!frame.isChannelData(), () -> "an indication expected, not " + frame);
    assertEquals(Stun.DATA_METHOD, frame.method());
    assertEquals(1, frame.stunClass());
    assertEquals(peer, frame.address(Stun.XOR_PEER_ADDRESS));
    assertEquals(data, frame.text());
  }

  public void expectChannelData(int channel, String data) {
    Frame frame = next();
    assertEquals(channel, frame.channel());
    assertEquals(data, frame.text());
  }

  /**
   * Nothing comes back for what was sent before. Known without waiting: the answer to a Binding
   * request sent now comes after whatever was to come.
   */
  public void expectSilence() {
    byte[] barrier = MessageBuilder.request(Stun.BINDING).bytes();
    Frame reply = exchange(barrier);
    assertEquals(2, reply.stunClass(), "a Binding is served");
    if (!inbox.isEmpty()) {
      fail("silence expected, but there came " + inbox.peek());
    }
  }

  /** The server closes the connection. */
  public void expectClosed() {
    try {
      byte[] bytes = wire.receive(PATIENCE_MILLIS);
      fail(bytes == null ? "still open" : "there came " + new Frame(bytes));
    } catch (Wire.EndOfStream e) {
      allocated = false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a TCP connection by a reset, without a word. */
  public void abort() throws IOException {
    allocated = false;
    if (wire instanceof StreamWire stream) {
      stream.abort();
    } else {
      wire.close();
    }
  }

  /** Leaves no allocation behind. */
  @Override
  public void close() throws IOException {
    if (allocated) {
      exchange(refresh(0).bytes(), 1_000);
    }
    wire.close();
  }

  static List<Integer> missing(Frame frame, List<Integer> types) {
    return types.stream().filter(type -> !frame.has(type)).toList();
  }
}
