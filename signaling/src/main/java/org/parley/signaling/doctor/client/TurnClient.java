package org.parley.signaling.doctor.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.auth.EphemeralCredentials;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.Integrity;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** One allocation. */
public final class TurnClient implements AutoCloseable {
  public static final int CHANNEL = 0x4000;

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration RESEND = Duration.ofMillis(500);
  private static final int UNAUTHORIZED = 401;
  private static final int STALE_NONCE = 438;

  private final Wire wire;
  private final EphemeralCredentials credentials;
  private final SecureRandom random = new SecureRandom();

  /** Data that came while an answer was awaited. */
  private final Deque<byte[]> early = new ArrayDeque<>();

  private String realm = "";
  private String nonce = "";
  private @Nullable InetSocketAddress relayed;

  public TurnClient(Wire wire, EphemeralCredentials credentials) {
    this.wire = wire;
    this.credentials = credentials;
  }

  /** Asks for a relay of the family of that address, and returns where it is. */
  public InetSocketAddress allocate(InetSocketAddress server) throws TurnFailure {
    List<StunAttribute> attributes = new ArrayList<>();
    attributes.add(new TurnAttribute.RequestedTransport(TurnAttribute.RequestedTransport.UDP));
    if (server.getAddress() instanceof Inet6Address) {
      attributes.add(new TurnAttribute.RequestedAddressFamily(AddressFamily.IPV6));
    }
    StunMessage answer = request("Allocate", StunMessage.ALLOCATE, attributes);
    TurnAttribute.XorRelayedAddress address =
        answer.attribute(TurnAttribute.XorRelayedAddress.class);
    if (address == null) {
      throw new TurnFailure("Allocate was answered without a relayed address");
    }
    relayed = address.address();
    return address.address();
  }

  public void permit(InetSocketAddress peer) throws TurnFailure {
    request(
        "CreatePermission",
        StunMessage.CREATE_PERMISSION,
        List.of(new TurnAttribute.XorPeerAddress(peer)));
  }

  /** Binds {@link #CHANNEL}. */
  public void bindChannel(InetSocketAddress peer) throws TurnFailure {
    request(
        "ChannelBind",
        StunMessage.CHANNEL_BIND,
        List.of(new TurnAttribute.ChannelNumber(CHANNEL), new TurnAttribute.XorPeerAddress(peer)));
  }

  /** By {@link #CHANNEL}. */
  public void sendOnChannel(byte[] data) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(4 + data.length);
    message.putShort((short) CHANNEL).putShort((short) data.length).put(data);
    wire.send(message.array());
  }

  public void send(InetSocketAddress peer, byte[] data) throws IOException {
    wire.send(
        StunEncoder.encode(
            new StunMessage(
                StunClass.INDICATION,
                StunMessage.SEND,
                transactionId(),
                new TurnAttribute.XorPeerAddress(peer),
                new TurnAttribute.Data(ByteBuffer.wrap(data))),
            false));
  }

  /** The next data from any peer. */
  public byte[] receive(Duration wait) throws IOException {
    byte[] waiting = early.poll();
    if (waiting != null) {
      return waiting;
    }
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      byte[] data = data(wire.receive(left(deadline)));
      if (data != null) {
        return data;
      }
    }
  }

  /** Gives the relay back. */
  @Override
  public void close() throws IOException {
    try (wire) {
      if (relayed != null) {
        request("Refresh", StunMessage.REFRESH, List.of(new TurnAttribute.Lifetime(0)));
      }
    } catch (TurnFailure e) {
      // Then it ends by itself, and what was to be found out has been.
      relayed = null;
    }
  }

  private StunMessage request(String name, int method, List<StunAttribute> attributes)
      throws TurnFailure {
    // The first goes without credentials, to be told realm and nonce (RFC 8489 section 9.2.3).
    for (int attempt = 0; attempt < 3; attempt++) {
      StunMessage answer = exchange(name, method, attributes);
      if (answer.type() == StunClass.SUCCESS_RESPONSE) {
        return answer;
      }
      StunAttribute.ErrorCode error = answer.attribute(StunAttribute.ErrorCode.class);
      StunAttribute.Realm newRealm = answer.attribute(StunAttribute.Realm.class);
      StunAttribute.Nonce newNonce = answer.attribute(StunAttribute.Nonce.class);
      if (error == null) {
        throw new TurnFailure(name + " failed without an error code");
      }
      boolean again = error.code() == STALE_NONCE || (error.code() == UNAUTHORIZED && attempt == 0);
      if (!again || newRealm == null || newNonce == null) {
        throw new TurnFailure(
            name + " was answered by " + error.code() + " " + error.reason(), error.code());
      }
      realm = newRealm.value();
      nonce = newNonce.value();
    }
    throw new TurnFailure(name + ": the server keeps asking for another nonce");
  }

  private StunMessage exchange(String name, int method, List<StunAttribute> attributes)
      throws TurnFailure {
    TransactionId id = transactionId();
    byte[] message = encode(method, id, attributes);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      wire.send(message);
      while (true) {
        try {
          Duration wait = left(deadline);
          byte[] received =
              wire.receive(wire.loses() && wait.compareTo(RESEND) > 0 ? RESEND : wait);
          StunMessage answer = answer(received, id);
          if (answer != null) {
            return answer;
          }
          byte[] data = data(received);
          if (data != null) {
            early.add(data);
          }
        } catch (SocketTimeoutException e) {
          if (!wire.loses() || deadline - System.nanoTime() <= 0) {
            throw e;
          }
          wire.send(message);
        }
      }
    } catch (SocketTimeoutException e) {
      throw new TurnFailure(name + " was not answered", e);
    } catch (IOException e) {
      throw new TurnFailure(name + ": " + e.getMessage(), e);
    }
  }

  private byte[] encode(int method, TransactionId id, List<StunAttribute> attributes) {
    if (nonce.isEmpty()) {
      return StunEncoder.encode(new StunMessage(StunClass.REQUEST, method, id, attributes), true);
    }
    List<StunAttribute> all = new ArrayList<>(attributes);
    all.add(new StunAttribute.Username(credentials.username()));
    all.add(new StunAttribute.Realm(realm));
    all.add(new StunAttribute.Nonce(nonce));
    return StunEncoder.encodeProtected(
        new StunMessage(StunClass.REQUEST, method, id, all), Integrity.SHA1, key(), true);
  }

  /** RFC 8489 section 9.2.2. */
  private byte[] key() {
    String text = credentials.username() + ":" + realm + ":" + credentials.password();
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private TransactionId transactionId() {
    return new TransactionId(random.nextInt(), random.nextLong());
  }

  /** Null for whatever is no answer to that request. */
  private static @Nullable StunMessage answer(byte[] received, TransactionId id) {
    StunMessage message = parse(received);
    return message != null
            && message.transactionId().equals(id)
            && (message.type() == StunClass.SUCCESS_RESPONSE
                || message.type() == StunClass.ERROR_RESPONSE)
        ? message
        : null;
  }

  /** Null for whatever carries none. */
  private static byte @Nullable [] data(byte[] received) {
    if (received.length >= 4 && (received[0] & 0xC0) == 0x40) {
      int length = (received[2] & 0xFF) << 8 | received[3] & 0xFF;
      byte[] data = new byte[Math.min(length, received.length - 4)];
      System.arraycopy(received, 4, data, 0, data.length);
      return data;
    }
    StunMessage message = parse(received);
    if (message == null || message.method() != StunMessage.DATA) {
      return null;
    }
    TurnAttribute.Data attribute = message.attribute(TurnAttribute.Data.class);
    if (attribute == null) {
      return null;
    }
    byte[] data = new byte[attribute.value().remaining()];
    attribute.value().duplicate().get(data);
    return data;
  }

  private static @Nullable StunMessage parse(byte[] received) {
    return StunParser.parse(received) instanceof StunDecoding.Parsed parsed
        ? parsed.packet().message()
        : null;
  }

  private static Duration left(long deadline) throws SocketTimeoutException {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      throw new SocketTimeoutException();
    }
    return Duration.ofNanos(nanos);
  }
}
