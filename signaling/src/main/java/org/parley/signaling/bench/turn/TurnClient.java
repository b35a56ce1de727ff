package org.parley.signaling.bench.turn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.Integrity;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/**
 * The requests of one client, one after the other: each method returns what is to be sent next, or
 * null. No I/O, no clock.
 */
final class TurnClient {
  /** Where it stands. */
  enum Phase {
    NEW,
    ALLOCATING,
    ALLOCATED,
    BINDING,
    READY,
    ENDING,
    ENDED,
    FAILED
  }

  static final int CHANNEL = 0x4001;
  private static final int LIFETIME_SECONDS = 3_600;
  private static final int UNAUTHENTICATED = 401;
  private static final int STALE_NONCE = 438;

  /** RFC 8489 §6.2.1 begins with 500 ms; doubled each time. */
  private static final long FIRST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int MAX_TRIES = 6;

  private final String user;
  private final String password;
  private final long id;
  private int transactions;
  private Phase phase = Phase.NEW;
  private String failure = "";
  private String realm = "";
  private String nonce = "";
  private byte[] key = {};
  private int method;
  private List<StunAttribute> attributes = List.of();
  private TransactionId transaction = new TransactionId(0, 0);
  private byte @Nullable [] pending;
  private int tries;
  private int challenges;
  private long deadlineNanos;
  private @Nullable InetSocketAddress relayed;

  /**
   * @param id makes transaction ids that no other client has
   */
  TurnClient(String user, String password, long id) {
    this.user = user;
    this.password = password;
    this.id = id;
  }

  Phase phase() {
    return phase;
  }

  /** Why, if it has failed. */
  String failure() {
    return failure;
  }

  /** Where peers reach it, once it is allocated. */
  InetSocketAddress relayed() {
    if (relayed == null) {
      throw new IllegalStateException("not allocated: " + phase);
    }
    return relayed;
  }

  byte[] allocate(long nowNanos) {
    phase = Phase.ALLOCATING;
    return request(
        nowNanos,
        StunMessage.ALLOCATE,
        new TurnAttribute.RequestedTransport(TurnAttribute.RequestedTransport.UDP),
        new TurnAttribute.Lifetime(LIFETIME_SECONDS));
  }

  /** Binds the channel, or renews it, and with it the permission. */
  byte[] bind(InetSocketAddress peer, TurnBenchOptions.Method how, long nowNanos) {
    phase = Phase.BINDING;
    TurnAttribute.XorPeerAddress address = new TurnAttribute.XorPeerAddress(peer);
    return switch (how) {
      case CHANNEL ->
          request(
              nowNanos,
              StunMessage.CHANNEL_BIND,
              new TurnAttribute.ChannelNumber(CHANNEL),
              address);
      case SEND -> request(nowNanos, StunMessage.CREATE_PERMISSION, address);
    };
  }

  byte[] end(long nowNanos) {
    phase = Phase.ENDING;
    return request(nowNanos, StunMessage.REFRESH, new TurnAttribute.Lifetime(0));
  }

  private byte[] request(long nowNanos, int newMethod, StunAttribute... with) {
    method = newMethod;
    attributes = List.of(with);
    challenges = 0;
    return send(nowNanos);
  }

  private byte[] send(long nowNanos) {
    transaction = new TransactionId(++transactions, id);
    List<StunAttribute> all = new ArrayList<>(attributes);
    byte[] bytes;
    if (nonce.isEmpty()) {
      bytes = StunEncoder.encode(message(all), false);
    } else {
      all.add(new StunAttribute.Username(user));
      all.add(new StunAttribute.Realm(realm));
      all.add(new StunAttribute.Nonce(nonce));
      bytes = StunEncoder.encodeProtected(message(all), Integrity.SHA1, key, false);
    }
    pending = bytes;
    tries = 1;
    deadlineNanos = nowNanos + FIRST_TIMEOUT;
    return bytes;
  }

  private StunMessage message(List<StunAttribute> all) {
    return new StunMessage(StunClass.REQUEST, method, transaction, all);
  }

  byte @Nullable [] onMessage(byte[] bytes, long nowNanos) {
    if (!(StunParser.parse(bytes) instanceof StunDecoding.Parsed(var packet))) {
      return null;
    }
    StunMessage response = packet.message();
    if (pending == null || !response.transactionId().equals(transaction)) {
      return null;
    }
    return switch (response.type()) {
      case SUCCESS_RESPONSE -> {
        pending = null;
        succeed(response);
        yield null;
      }
      case ERROR_RESPONSE -> {
        pending = null;
        yield onError(response, nowNanos);
      }
      case REQUEST, INDICATION -> null;
    };
  }

  private void succeed(StunMessage response) {
    switch (phase) {
      case ALLOCATING -> {
        var address = response.attribute(TurnAttribute.XorRelayedAddress.class);
        if (address == null) {
          fail("an allocation without a relayed address");
        } else {
          relayed = address.address();
          phase = Phase.ALLOCATED;
        }
      }
      case BINDING -> phase = Phase.READY;
      case ENDING -> phase = Phase.ENDED;
      case NEW, ALLOCATED, READY, ENDED, FAILED -> {}
    }
  }

  private byte @Nullable [] onError(StunMessage response, long nowNanos) {
    var error = response.attribute(StunAttribute.ErrorCode.class);
    int code = error == null ? 0 : error.code();
    var newNonce = response.attribute(StunAttribute.Nonce.class);
    boolean challenged =
        code == STALE_NONCE || code == UNAUTHENTICATED && (nonce.isEmpty() || challenges == 0);
    if (challenged && newNonce != null && challenges++ < 2) {
      nonce = newNonce.value();
      var newRealm = response.attribute(StunAttribute.Realm.class);
      if (newRealm != null && !newRealm.value().equals(realm)) {
        realm = newRealm.value();
        key = key();
      }
      return send(nowNanos);
    }
    fail("%s: %d %s".formatted(name(), code, error == null ? "" : error.reason()));
    return null;
  }

  private byte[] key() {
    try {
      byte[] text = (user + ":" + realm + ":" + password).getBytes(UTF_8);
      return MessageDigest.getInstance("MD5").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** What is to be sent again, if it is time. */
  byte @Nullable [] onTimeout(long nowNanos) {
    if (pending == null || nowNanos - deadlineNanos < 0) {
      return null;
    }
    if (tries == MAX_TRIES) {
      fail(name() + ": no answer");
      return null;
    }
    deadlineNanos = nowNanos + (FIRST_TIMEOUT << tries);
    tries++;
    return pending;
  }

  /** The connection, or something else that it needs, is not to be had. */
  void fail(String why) {
    phase = Phase.FAILED;
    failure = why;
    pending = null;
  }

  private String name() {
    return switch (method) {
      case StunMessage.ALLOCATE -> "Allocate";
      case StunMessage.REFRESH -> "Refresh";
      case StunMessage.CREATE_PERMISSION -> "CreatePermission";
      default -> "ChannelBind";
    };
  }
}
