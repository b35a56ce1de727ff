package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.StunAttribute.ErrorCode;
import org.parley.turn.stun.StunAttribute.UnknownAttributes;
import org.parley.turn.stun.StunAttribute.XorMappedAddress;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.StunParser;

/**
 * Tells clients the address from which their packets come.
 *
 * <p>Replies are kept small, because a source address may be forged: no SOFTWARE, no reason phrase,
 * a FINGERPRINT only for who sent one.
 */
public final class StunServer {
  private final StunCounters counters;

  public StunServer(StunCounters counters) {
    this.counters = counters;
  }

  /**
   * The reply to a packet, or null if there is none.
   *
   * @param bytes one whole datagram, or one message of a stream; not to be changed afterwards
   * @param client the address from which it came
   */
  public byte @Nullable [] onPacket(byte[] bytes, InetSocketAddress client) {
    return switch (StunParser.parse(bytes)) {
      case StunDecoding.Malformed _ -> {
        counters.malformed.increment();
        yield null;
      }
      case StunDecoding.Parsed(StunPacket packet) -> onMessage(packet, client);
    };
  }

  byte @Nullable [] onMessage(StunPacket packet, InetSocketAddress client) {
    if (packet.fingerprint() == StunPacket.Fingerprint.WRONG) {
      counters.malformed.increment();
      return null;
    }
    StunMessage request = packet.message();
    // RFC 8489 §6.3: a method that is not supported, or a class that it does not allow, is silently
    // discarded; a Binding indication (keep-alive) wants no reply either.
    if (request.method() != StunMessage.BINDING || request.type() != StunClass.REQUEST) {
      counters.ignored.increment();
      return null;
    }
    return StunEncoder.encode(
        answer(request, client), packet.fingerprint() == StunPacket.Fingerprint.VALID);
  }

  static StunMessage unknown(StunMessage request, List<Integer> types) {
    return new StunMessage(
        StunClass.ERROR_RESPONSE,
        StunMessage.BINDING,
        request.transactionId(),
        new ErrorCode(ErrorCode.UNKNOWN_ATTRIBUTE, ""),
        new UnknownAttributes(types));
  }

  private StunMessage answer(StunMessage request, InetSocketAddress client) {
    List<Integer> unknown = request.unknownRequired();
    // RFC 8489 §6.3.1: 420 with the list, if something that must be comprehended is not.
    if (!unknown.isEmpty()) {
      counters.refused.increment();
      return unknown(request, unknown);
    }
    counters.bindings.increment();
    return new StunMessage(
        StunClass.SUCCESS_RESPONSE,
        StunMessage.BINDING,
        request.transactionId(),
        new XorMappedAddress(client));
  }
}
