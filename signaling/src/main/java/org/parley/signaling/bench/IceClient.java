package org.parley.signaling.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCredentials;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunAttribute.IceControlling;
import org.parley.turn.stun.StunAttribute.Priority;
import org.parley.turn.stun.StunAttribute.UseCandidate;
import org.parley.turn.stun.StunAttribute.Username;
import org.parley.turn.stun.StunAttribute.XorMappedAddress;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;

/**
 * The controlling agent of a client with one candidate (RFC 8445): makes checks, answers the
 * server's, and says which of the server's addresses was nominated. No I/O, no clock.
 */
final class IceClient {
  private static final int MAX_OPEN_CHECKS = 64;
  private static final int PEER_REFLEXIVE_PRIORITY = 110 << 24 | 0xFFFF << 8 | 0xFF;

  /** What to do about a packet. */
  sealed interface Reaction {
    /** Send these bytes to where the packet came from. */
    record Reply(byte[] bytes) implements Reaction {}

    /** A check of ours succeeded: the address answers, and consents to be sent to. */
    record Confirmed(InetSocketAddress address, boolean nominated) implements Reaction {}

    record Nothing() implements Reaction {}
  }

  private record Check(InetSocketAddress address, boolean nominates) {}

  private final IceCredentials local;
  private final IceCredentials remote;
  private final RandomGenerator random;
  private final long tieBreaker;
  private final Map<TransactionId, Check> checks = new LinkedHashMap<>();

  IceClient(IceCredentials local, IceCredentials remote, RandomGenerator random) {
    this.local = local;
    this.remote = remote;
    this.random = random;
    this.tieBreaker = random.nextLong();
  }

  /** A Binding request to the address (RFC 8445 §7.2.2); consent checks are the same. */
  byte[] check(InetSocketAddress address, boolean nominate) {
    TransactionId id = new TransactionId(random.nextInt(), random.nextLong());
    checks.put(id, new Check(address, nominate));
    if (checks.size() > MAX_OPEN_CHECKS) {
      Iterator<TransactionId> oldest = checks.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    Username username = new Username(remote.ufrag() + ":" + local.ufrag());
    Priority priority = new Priority(PEER_REFLEXIVE_PRIORITY);
    IceControlling role = new IceControlling(tieBreaker);
    StunAttribute[] attributes =
        nominate
            ? new StunAttribute[] {username, priority, role, new UseCandidate()}
            : new StunAttribute[] {username, priority, role};
    return StunEncoder.encodeProtected(
        new StunMessage(StunClass.REQUEST, StunMessage.BINDING, id, attributes),
        remote.password().getBytes(UTF_8));
  }

  Reaction onPacket(byte[] bytes, InetSocketAddress from) {
    return switch (StunParser.parse(bytes)) {
      case StunDecoding.Malformed _ -> new Reaction.Nothing();
      case StunDecoding.Parsed(StunPacket packet) -> onMessage(packet, from);
    };
  }

  private Reaction onMessage(StunPacket packet, InetSocketAddress from) {
    StunMessage message = packet.message();
    return switch (message.type()) {
      case REQUEST -> answer(packet, from);
      case SUCCESS_RESPONSE -> {
        // RFC 8445 §7.2.5.2.1: the response must come from where the check went.
        Check check = checks.remove(message.transactionId());
        boolean ours =
            check != null
                && check.address().equals(from)
                && packet.verifyIntegrity(remote.password().getBytes(UTF_8));
        yield ours ? confirmed(check) : new Reaction.Nothing();
      }
      case ERROR_RESPONSE, INDICATION -> new Reaction.Nothing();
    };
  }

  private static Reaction confirmed(@Nullable Check check) {
    return check == null
        ? new Reaction.Nothing()
        : new Reaction.Confirmed(check.address(), check.nominates());
  }

  /** A full agent's checks of us (RFC 8445 §7.3); without right credentials there is no answer. */
  private Reaction answer(StunPacket packet, InetSocketAddress from) {
    StunMessage request = packet.message();
    Username username = request.attribute(Username.class);
    byte[] key = local.password().getBytes(UTF_8);
    if (username == null
        || !username.value().startsWith(local.ufrag() + ":")
        || !packet.verifyIntegrity(key)) {
      return new Reaction.Nothing();
    }
    StunMessage response =
        new StunMessage(
            StunClass.SUCCESS_RESPONSE,
            StunMessage.BINDING,
            request.transactionId(),
            new XorMappedAddress(from));
    return new Reaction.Reply(StunEncoder.encodeProtected(response, key));
  }
}
