package org.parley.turn.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.auth.Authentication;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** Writes what clients of TURN are told. */
final class Responder {
  private static final int CHALLENGES_PER_SECOND = 10;

  private final Allocations allocations;
  private final RelayCounters counters;
  private final SourceLimit challenges;
  private long indications;

  Responder(Allocations allocations, RelayCounters counters, long seed) {
    this.allocations = allocations;
    this.counters = counters;
    this.challenges = new SourceLimit(CHALLENGES_PER_SECOND, seed);
  }

  /** The one place that answers who has authenticated. */
  void answer(Asker asker, Answer answer) {
    switch (answer) {
      case Answer.Later _ -> {}
      case Answer.Granted(List<StunAttribute> attributes, @Nullable RelayEffect then) -> {
        send(asker, StunClass.SUCCESS_RESPONSE, attributes);
        if (then != null) {
          allocations.add(then);
        }
      }
      case Answer.Refused refused -> {
        counters.error(refused.code());
        List<StunAttribute> attributes =
            withError(refused.code(), refused.reason(), refused.attributes());
        send(asker, StunClass.ERROR_RESPONSE, attributes);
      }
    }
  }

  private void send(Asker asker, StunClass type, List<StunAttribute> attributes) {
    StunMessage request = asker.request();
    StunMessage response =
        new StunMessage(type, request.method(), request.transactionId(), attributes);
    byte[] bytes =
        StunEncoder.encodeProtected(
            response, asker.proof().integrity(), asker.proof().key(), asker.fingerprint());
    allocations.add(new RelayEffect.Send(asker.client(), bytes));
  }

  /** The one place that answers who has not; rarely, because the address may be forged. */
  void refuse(FiveTuple client, StunPacket packet, Authentication.Refused refused, long nowNanos) {
    IpAddress ip = client.ip();
    if (!client.transport().stream
        && !challenges.allows(ip.high(), ip.low(), client.tag(), nowNanos)) {
      counters.increment(RelayCounter.UNAUTHENTICATED_LIMITED);
      return;
    }
    counters.error(refused.code());
    StunMessage request = packet.message();
    StunMessage response =
        new StunMessage(
            StunClass.ERROR_RESPONSE,
            request.method(),
            request.transactionId(),
            withError(refused.code(), refused.reason(), refused.challenge()));
    boolean fingerprint = packet.fingerprint() == StunPacket.Fingerprint.VALID;
    allocations.add(new RelayEffect.Send(client, StunEncoder.encode(response, fingerprint)));
  }

  /** Transaction ids count up: they tell indications apart, which nobody answers. */
  void indicate(Allocation allocation, int method, TurnAttribute... attributes) {
    StunMessage indication =
        new StunMessage(
            StunClass.INDICATION, method, new TransactionId(1, ++indications), attributes);
    allocations.add(new RelayEffect.Send(allocation.client, StunEncoder.encode(indication, false)));
  }

  private static List<StunAttribute> withError(
      int code, String reason, List<StunAttribute> others) {
    List<StunAttribute> attributes = new ArrayList<>(others.size() + 1);
    attributes.add(new StunAttribute.ErrorCode(code, reason));
    attributes.addAll(others);
    return attributes;
  }
}
