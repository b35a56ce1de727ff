package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request of a {@link TestClient}: what it holds, how it is protected, what is expected. */
public final class Request {
  static final int MD5 = 1;
  static final int SHA256 = 2;

  private final TestClient client;
  private final int method;
  private final List<Consumer<MessageBuilder>> attributes = new ArrayList<>();
  private final List<Integer> leftOut = new ArrayList<>();
  private final List<Consumer<MessageBuilder>> trailing = new ArrayList<>();
  private byte @Nullable [] transactionId;
  private @Nullable Credentials credentials;
  private @Nullable String realm;
  private @Nullable String nonce;
  private byte @Nullable [] algorithms;
  private int algorithm;
  private boolean signed = true;
  private boolean sha1 = true;
  private int sha256Length;
  private boolean userhash;

  Request(TestClient client, int method) {
    this.client = client;
    this.method = method;
  }

  public Request attribute(int type, byte... value) {
    attributes.add(message -> message.attribute(type, value));
    return this;
  }

  public Request number(int type, int value) {
    attributes.add(message -> message.number(type, value));
    return this;
  }

  public Request transport(int protocol) {
    return number(Stun.REQUESTED_TRANSPORT, protocol << 24);
  }

  public Request family(int attribute, int family) {
    return number(attribute, family << 24);
  }

  public Request channel(int channel) {
    return number(Stun.CHANNEL_NUMBER, channel << 16);
  }

  public Request peer(InetSocketAddress peer) {
    attributes.add(message -> message.peer(peer));
    return this;
  }

  /** A peer by its raw address, also of forms that Java would change. */
  public Request peer(byte[] ip, int port) {
    attributes.add(
        message ->
            message.attribute(
                Stun.XOR_PEER_ADDRESS, MessageBuilder.xor(ip, port, message.transactionId())));
    return this;
  }

  public Request transactionId(byte[] id) {
    transactionId = id.clone();
    return this;
  }

  /** What stands in padding. */
  Request padding(int value) {
    attributes.add(message -> message.padding(value));
    return this;
  }

  /** No credentials at all. */
  public Request unsigned() {
    signed = false;
    return this;
  }

  /** Leaves out an attribute of the credentials. */
  Request without(int type) {
    leftOut.add(type);
    return this;
  }

  Request as(Credentials other) {
    credentials = other;
    return this;
  }

  Request realm(String other) {
    realm = other;
    return this;
  }

  public Request nonce(String other) {
    nonce = other;
    return this;
  }

  /** MESSAGE-INTEGRITY-SHA256 of so many bytes in place of MESSAGE-INTEGRITY. */
  Request sha256(int length) {
    sha1 = false;
    sha256Length = length;
    return this;
  }

  /** Both of them. */
  Request bothIntegrities() {
    sha256Length = 32;
    return this;
  }

  /** Returns PASSWORD-ALGORITHMS and chooses (RFC 8489 §9.2.3.2). */
  Request algorithm(int chosen) {
    algorithm = chosen;
    return this;
  }

  /** Returns another list than the server's. */
  Request algorithms(byte[] list) {
    algorithms = list;
    return this;
  }

  Request userhash() {
    userhash = true;
    return this;
  }

  /** Behind the integrity. */
  Request trailing(Consumer<MessageBuilder> more) {
    trailing.add(more);
    return this;
  }

  Request fingerprint() {
    return trailing(MessageBuilder::fingerprint);
  }

  private Credentials who() {
    return credentials == null ? client.credentials : credentials;
  }

  private String realm() {
    return realm == null ? client.realm : realm;
  }

  byte[] key() {
    String text = who().user() + ":" + realm() + ":" + who().password();
    return Digests.digest(algorithm == SHA256 ? "SHA-256" : "MD5", text);
  }

  public byte[] bytes() {
    MessageBuilder message = MessageBuilder.request(method);
    if (transactionId != null) {
      message.transactionId(transactionId);
    }
    attributes.forEach(attribute -> attribute.accept(message));
    if (signed) {
      sign(message);
    }
    trailing.forEach(attribute -> attribute.accept(message));
    return message.bytes();
  }

  private void sign(MessageBuilder message) {
    if (userhash) {
      message.attribute(Stun.USERHASH, Digests.digest("SHA-256", who().user() + ":" + realm()));
    } else if (!leftOut.contains(Stun.USERNAME)) {
      message.text(Stun.USERNAME, who().user());
    }
    if (!leftOut.contains(Stun.REALM)) {
      message.text(Stun.REALM, realm());
    }
    if (!leftOut.contains(Stun.NONCE)) {
      message.text(Stun.NONCE, nonce == null ? client.nonce : nonce);
    }
    if (algorithm != 0) {
      byte[] list = algorithms == null ? client.algorithms : algorithms;
      if (list != null && !leftOut.contains(Stun.PASSWORD_ALGORITHMS)) {
        message.attribute(Stun.PASSWORD_ALGORITHMS, list);
      }
      if (!leftOut.contains(Stun.PASSWORD_ALGORITHM)) {
        message.number(Stun.PASSWORD_ALGORITHM, algorithm << 16);
      }
    }
    if (sha1 && !leftOut.contains(Stun.MESSAGE_INTEGRITY)) {
      message.sha1(key());
    }
    if (sha256Length > 0) {
      message.sha256(key(), sha256Length);
    }
  }

  /** Asks without credentials first; the answer, if that is not the challenge. */
  private @Nullable Frame challenged() {
    if (!signed || !client.nonce.isEmpty()) {
      return null;
    }
    signed = false;
    Frame reply = client.exchange(bytes());
    signed = true;
    if (reply.error() != 401) {
      return reply;
    }
    client.learn(reply);
    return null;
  }

  /** Sends it, and says what came; once again if the nonce had become stale. */
  public Frame answer() {
    Frame early = challenged();
    if (early != null) {
      return early;
    }
    Frame reply = client.exchange(bytes());
    if (signed && nonce == null && reply.error() == 438) {
      client.learn(reply);
      reply = client.exchange(bytes());
    }
    assertEquals(method, reply.method(), "the answer has the request's method");
    if (method == Stun.ALLOCATE && reply.stunClass() == 2) {
      client.allocated = true;
      if (credentials != null) {
        client.credentials = credentials;
      }
    }
    return reply;
  }

  /** A success, protected like the request. */
  public Frame expectSuccess() {
    Frame reply = answer();
    assertEquals(2, reply.stunClass(), () -> "a success expected, not " + reply);
    verify(reply);
    return reply;
  }

  void verify(Frame reply) {
    if (signed && sha256Length > 0) {
      reply.verifySha256(key());
    } else if (signed) {
      reply.verifySha1(key());
    }
  }

  public Frame expectError(int code) {
    Frame reply = answer();
    assertEquals(3, reply.stunClass(), () -> code + " expected, not " + reply);
    assertEquals(code, reply.error(), () -> code + " expected, not " + reply);
    return reply;
  }

  /** Sends it; there is no answer. */
  public void expectSilence() {
    if (signed && client.nonce.isEmpty()) {
      client.challenge();
    }
    client.raw(bytes());
    client.expectSilence();
  }

  static byte[] flags(int value) {
    return ByteBuffer.allocate(1).put((byte) value).array();
  }

  static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}
