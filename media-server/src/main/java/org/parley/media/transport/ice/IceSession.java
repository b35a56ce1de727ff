package org.parley.media.transport.ice;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaPath;
import org.parley.media.transport.ice.CheckResponder.Answer;
import org.parley.media.transport.ice.CheckResponder.Check;

/** The ICE of one peer: its generations, its validated pairs and which of them is selected. */
public final class IceSession {
  private static final long SECOND = 1_000_000_000L;

  /** How long the generation before keeps answering once the new one is validated. */
  private static final long RETIRE_AFTER = 10 * SECOND;

  /**
   * A pair that is checked this much later than the selected one takes its place. Firefox checks
   * its selected pair every 4 to 6 s (RFC 7675) and no other; Chromium every 2.6 s.
   */
  private static final long SUPERSEDED_AFTER = 5 * SECOND;

  private static final long PAIR_LIFETIME = 30 * SECOND;
  private static final int MAX_PAIRS = 32;

  /** Why a message was dropped. */
  public enum Dropped implements Result {
    UNEXPECTED,
    UNKNOWN_UFRAG,
    WRONG_INTEGRITY,
    TOO_MANY,
    MALFORMED
  }

  /** What became of a message. */
  public sealed interface Result permits Answered, Renewed, Dropped {}

  /**
   * To be sent back to where the message came from, before the session gets the next one: its bytes
   * may be used again.
   */
  public record Answered(byte[] response) implements Result {}

  /** A check of ours was answered; nothing is to be sent. */
  public record Renewed() implements Result {}

  private sealed interface State {}

  /** No remote credentials yet. */
  private record Idle() implements State {}

  private record Checking(long sinceNanos) implements State {}

  private record Connected(ValidPair selected) implements State {}

  private record Silent(ValidPair selected) implements State {}

  private record Ended() implements State {}

  private final IceTimeouts timeouts;
  private final Deque<Generation> generations = new ArrayDeque<>();
  private final Map<Pair, ValidPair> pairs = new LinkedHashMap<>();
  private final RelayedAddresses relayed = new RelayedAddresses();
  private final Queue<IceEvent> events = new ArrayDeque<>();
  private final ConsentChecks consent;
  private State state = new Idle();

  /** The latest generation of which a check has arrived, and when its first one did. */
  private @Nullable Generation validated;

  private long validatedNanos;

  /** {@code secret}: random, of at least 24 bytes, for this session alone. */
  public IceSession(IceTimeouts timeouts, CheckResponder responder, byte[] secret) {
    this.timeouts = timeouts;
    this.consent = new ConsentChecks(timeouts.consent(), secret);
    generations.add(new Generation(responder));
  }

  /** Begins the next generation; the others keep answering until a check of this one arrives. */
  public void restart(CheckResponder responder) {
    if (state instanceof Ended) {
      responder.free();
      return;
    }
    generations.addLast(new Generation(responder));
  }

  /** The peer's credentials of the latest generation. */
  public void setRemote(IceCredentials remote, long nowNanos) {
    generations.getLast().setRemote(remote);
    if (state instanceof Idle) {
      state = new Checking(nowNanos);
    }
  }

  /**
   * We check validated pairs alone, so a candidate serves only to tell a relayed path from a direct
   * one. Nothing is ever sent to an address because a candidate names it.
   */
  public void addRemoteCandidate(String ufrag, IceCandidate candidate) {
    if (generations.stream().anyMatch(generation -> generation.isRemote(ufrag))) {
      relayed.add(candidate);
    }
  }

  public MediaPath pathOf(Pair pair) {
    return relayed.pathOf(pair);
  }

  public Result onMessage(Pair pair, StunMessage message, long nowNanos) {
    if (message.isBindingSuccess()) {
      return onResponse(pair, message, nowNanos);
    }
    if (state instanceof Ended || !message.isBindingRequest()) {
      // RFC 7675 section 5.1: an error is no consent.
      return Dropped.UNEXPECTED;
    }
    Generation generation = generationOf(message);
    if (generation == null) {
      return Dropped.UNKNOWN_UFRAG;
    }
    if (!generation.authenticates(message)) {
      return Dropped.WRONG_INTEGRITY;
    }
    if (!generation.takeCheck(nowNanos)) {
      return Dropped.TOO_MANY;
    }
    Pair answeredOn = generation.answeredOn(message, nowNanos);
    if (answeredOn != null && !answeredOn.equals(pair)) {
      // It may be a recording, played by who cannot write checks of his own.
      return Dropped.MALFORMED;
    }
    boolean fresh = answeredOn == null;
    ValidPair valid = pairs.get(pair);
    if (valid != null && repeats(valid, generation, message)) {
      if (fresh) {
        generation.remember(message, pair, nowNanos);
        onCheck(pair, generation, message.usesCandidate(), nowNanos);
      }
      return generation.succeed(valid.response, message);
    }
    Answer answer = generation.responder.answer(pair, message.bytes());
    if (answer == null) {
      return Dropped.MALFORMED;
    }
    Check check = answer.check();
    if (check != null && fresh) {
      generation.remember(message, pair, nowNanos);
      onCheck(pair, generation, check.useCandidate(), nowNanos);
    }
    return new Answered(answer.response());
  }

  /** Whether a check has nothing new to decide, as those that keep a pair alive (RFC 7675). */
  private boolean repeats(ValidPair valid, Generation generation, StunMessage message) {
    return valid.generation == generation
        && generation == generations.getLast()
        && message.isPlainCheck();
  }

  private @Nullable Generation generationOf(StunMessage message) {
    for (Generation generation : generations) {
      if (generation.isMeant(message)) {
        return generation;
      }
    }
    return null;
  }

  private Result onResponse(Pair pair, StunMessage response, long nowNanos) {
    ValidPair selected = selected();
    if (selected == null || pairs.get(pair) != selected) {
      return Dropped.UNEXPECTED;
    }
    Result result = consent.onResponse(selected, response);
    if (result instanceof Renewed) {
      selected.provenNanos = nowNanos;
      if (state instanceof Silent) {
        select(selected);
        events.add(new IceEvent.Reconnected());
      }
    }
    return result;
  }

  private void onCheck(Pair pair, Generation generation, boolean useCandidate, long nowNanos) {
    ValidPair valid = validate(pair, generation, nowNanos);
    valid.provenNanos = nowNanos;
    switch (state) {
      case Idle _, Checking _ -> select(valid);
      case Connected(ValidPair selected) -> {
        if (takesOver(valid, selected, useCandidate)) {
          select(valid);
        }
      }
      case Silent _ -> {
        select(valid);
        events.add(new IceEvent.Reconnected());
      }
      case Ended _ -> {}
    }
    evictPairs();
  }

  private ValidPair validate(Pair pair, Generation generation, long nowNanos) {
    ValidPair valid = pairs.get(pair);
    if (valid == null) {
      valid = new ValidPair(pair, generation);
      pairs.put(pair, valid);
      events.add(new IceEvent.PairValidated(pair));
    }
    if (generation == generations.getLast()) {
      valid.generation = generation;
      if (generation != validated) {
        validated = generation;
        validatedNanos = nowNanos;
      }
    }
    return valid;
  }

  private boolean takesOver(ValidPair valid, ValidPair selected, boolean useCandidate) {
    if (valid == selected) {
      return false;
    }
    if (valid.generation != selected.generation) {
      // RFC 8445 section 9: once the new generation has a pair, the old ones are not used any more.
      return valid.generation == generations.getLast();
    }
    // RFC 8445 section 7.3.1.5: the controlling side nominates, and may do so again later.
    return useCandidate || valid.provenNanos - selected.provenNanos > SUPERSEDED_AFTER;
  }

  private void select(ValidPair valid) {
    boolean changed =
        switch (state) {
          case Connected(ValidPair selected) -> selected != valid;
          case Silent(ValidPair selected) -> selected != valid;
          case Idle _, Checking _, Ended _ -> true;
        };
    state = new Connected(valid);
    if (changed) {
      events.add(new IceEvent.Selected(valid.pair));
    }
  }

  private void evictPairs() {
    while (pairs.size() > MAX_PAIRS) {
      ValidPair oldest = null;
      for (ValidPair valid : pairs.values()) {
        if (valid != selected() && (oldest == null || valid.provenNanos - oldest.provenNanos < 0)) {
          oldest = valid;
        }
      }
      if (oldest == null) {
        return;
      }
      remove(oldest);
    }
  }

  private void remove(ValidPair valid) {
    pairs.remove(valid.pair);
    events.add(new IceEvent.PairRemoved(valid.pair));
  }

  /** The pair's connection is gone (TCP): another one takes its place if there is one. */
  public void onPairClosed(Pair pair, long nowNanos) {
    ValidPair closed = pairs.remove(pair);
    if (closed == null || closed != selected()) {
      return;
    }
    ValidPair next = null;
    for (ValidPair valid : pairs.values()) {
      if (next == null || valid.provenNanos - next.provenNanos > 0) {
        next = valid;
      }
    }
    switch (state) {
      case Connected _ -> {
        if (next != null && nowNanos - next.provenNanos < timeouts.silence()) {
          select(next);
        } else {
          state = new Silent(closed);
          events.add(new IceEvent.Disconnected());
        }
      }
      case Idle _, Checking _, Silent _, Ended _ -> {}
    }
  }

  /**
   * @param packetNanos when the last authenticated packet of any kind arrived
   */
  public void onTimeout(long packetNanos, long nowNanos) {
    retireGenerations(nowNanos);
    expirePairs(nowNanos);
    switch (state) {
      case Checking(long since) -> {
        if (nowNanos - since >= timeouts.connect()) {
          fail("no connectivity check arrived within " + seconds(timeouts.connect()));
        }
      }
      case Connected(ValidPair selected) -> {
        long sinceProof = nowNanos - selected.provenNanos;
        boolean silent =
            sinceProof >= timeouts.silence() && nowNanos - packetNanos >= timeouts.silence();
        // RFC 7675 section 5.1: packets do not renew consent, only checks and answers do.
        if (silent || sinceProof >= timeouts.consent()) {
          state = new Silent(selected);
          events.add(new IceEvent.Disconnected());
        } else {
          byte[] request = consent.next(selected, nowNanos);
          if (request != null) {
            events.add(new IceEvent.SendCheck(selected.pair, request));
          }
        }
      }
      case Silent(ValidPair selected) -> {
        if (nowNanos - selected.provenNanos >= timeouts.failure()) {
          fail("no consent for " + seconds(timeouts.failure()));
        }
      }
      case Idle _, Ended _ -> {}
    }
  }

  private void retireGenerations(long nowNanos) {
    if (validated != generations.getLast() || nowNanos - validatedNanos < RETIRE_AFTER) {
      return;
    }
    while (generations.size() > 1) {
      Generation old = generations.removeFirst();
      events.add(new IceEvent.GenerationRetired(old.ufrag()));
      old.responder.free();
    }
  }

  private void expirePairs(long nowNanos) {
    ValidPair selected = selected();
    Iterator<ValidPair> all = pairs.values().iterator();
    while (all.hasNext()) {
      ValidPair valid = all.next();
      if (valid != selected && nowNanos - valid.provenNanos >= PAIR_LIFETIME) {
        all.remove();
        events.add(new IceEvent.PairRemoved(valid.pair));
      }
    }
  }

  private void fail(String reason) {
    events.add(new IceEvent.Failed(reason));
    close();
  }

  /** Frees everything; the events that say so still come. */
  public void close() {
    if (state instanceof Ended) {
      return;
    }
    state = new Ended();
    for (Pair pair : pairs.keySet()) {
      events.add(new IceEvent.PairRemoved(pair));
    }
    pairs.clear();
    for (Generation generation : generations) {
      events.add(new IceEvent.GenerationRetired(generation.ufrag()));
      generation.responder.free();
    }
  }

  private @Nullable ValidPair selected() {
    return switch (state) {
      case Connected(ValidPair selected) -> selected;
      case Silent(ValidPair selected) -> selected;
      case Idle _, Checking _, Ended _ -> null;
    };
  }

  /** Whether the peer consents to receive (RFC 7675). */
  public boolean hasConsent() {
    return state instanceof Connected;
  }

  public @Nullable IceEvent nextEvent() {
    return events.poll();
  }

  private static String seconds(long nanos) {
    return nanos / SECOND + " s";
  }
}
