package org.parley.media.sctp.association;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.Serial;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.Parameter.ReconfigResponse;
import org.parley.media.sctp.packet.ReConfig;

/** Streams that begin anew, at either side's wish (RFC 6525). */
final class StreamResets {
  private static final int OUTGOING_RESET_LENGTH = 16;

  /**
   * RTO.Min of RFC 9260 section 16. A request that comes twice ends the next channel with that
   * number at peers that do not compare the requests' numbers, and a busy peer may take a while.
   */
  private static final long LEAST_WAIT = 1_000_000_000;

  /** Requests of a peer that does not wait for one before it makes the next. */
  private static final int MAX_WAITING = 16;

  /** Our request that is not answered yet: there is one at a time (RFC 6525 section 5.1.1). */
  private record Asked(Parameter.OutgoingReset request, Retry retry) {

    /** The same with another number, to be sent after a while. */
    Asked again(int number, Retry later) {
      return new Asked(
          new Parameter.OutgoingReset(
              number, request.responseNumber(), request.lastTsn(), request.streams()),
          later);
    }
  }

  /** An answer that waits for our request; if the peer asks again, it does not wait any longer. */
  private record Held(ReconfigResponse response, List<Integer> streams) {}

  private final Endpoint endpoint;
  private final Tcb tcb;
  private int ownNumber;
  private int peerNumber;
  private @Nullable Asked asked;

  /**
   * The peer's requests that are to be performed, in order; most of them wait for their last TSN
   * and were answered as in progress. There should be one, but aiortc takes that answer for the
   * end.
   */
  private final ArrayDeque<Parameter.OutgoingReset> waiting = new ArrayDeque<>(1);

  private final ArrayDeque<Held> held = new ArrayDeque<>(1);

  /** The streams of one that was performed when its data had come, until the peer asks again. */
  private @Nullable List<Integer> unasked;

  /** What the peer's last request was answered with, should it come again. */
  private @Nullable ReconfigResponse lastResponse;

  /** The peer's request that our next one answers. */
  private @Nullable Integer answering;

  StreamResets(Endpoint endpoint, Tcb tcb, Cookie.Ends ends) {
    this.endpoint = endpoint;
    this.tcb = tcb;
    // RFC 6525 section 4.1: requests are numbered from the initial TSN on.
    this.ownNumber = ends.ownTsn();
    this.peerNumber = ends.peerTsn();
  }

  /** Asks for the reset of what is drained, when no other request is on its way. */
  void askIfDrained(long nowNanos) {
    if (asked != null) {
      return;
    }
    AssociationConfig config = endpoint.config;
    int room = config.mtu() - PacketView.HEADER_LENGTH - PacketView.CHUNK_HEADER_LENGTH;
    List<Integer> drained = endpoint.queue.takeDrained((room - OUTGOING_RESET_LENGTH) / 2);
    if (drained.isEmpty()) {
      return;
    }
    if (!tcb.agreement.reconfiguration()) {
      refuse(drained);
      return;
    }
    int responds = answering == null ? peerNumber - 1 : answering;
    answering = null;
    Parameter.OutgoingReset request =
        new Parameter.OutgoingReset(ownNumber++, responds, tcb.outbound.lastTsn(), drained);
    long wait = Math.max(tcb.timeout.nanos(), LEAST_WAIT);
    asked = new Asked(request, retry(wait, nowNanos));
    boolean nothingNew = held.isEmpty();
    answer();
    if (nothingNew && lastResponse != null && lastResponse.performed()) {
      // Should it have been lost: aiortc asks but once, and waits for ever before it asks for more.
      tcb.say(new ReConfig(List.of(lastResponse)));
    }
    tcb.say(new ReConfig(List.of(request)));
  }

  private Retry retry(long waitNanos, long nowNanos) {
    long most = endpoint.config.timing().maxRto().toNanos();
    return new Retry(waitNanos, Math.max(most, waitNanos), nowNanos);
  }

  void onTimeout(long nowNanos) {
    if (asked != null && asked.retry.due(nowNanos)) {
      tcb.onTimeout();
      tcb.say(new ReConfig(List.of(asked.request)));
    }
  }

  @Nullable Deadline deadline() {
    return asked == null ? null : asked.retry.deadline;
  }

  void onReConfig(ReConfig chunk, long nowNanos) {
    for (Parameter parameter : chunk.parameters()) {
      switch (parameter) {
        case Parameter.OutgoingReset request -> onOutgoingReset(request);
        case Parameter.IncomingReset request -> onIncomingReset(request);
        case Parameter.AddOutgoingStreams(int number, int count) -> {
          if (isNew(number)) {
            boolean added = tcb.inbound.addStreams(count);
            respond(number, added ? ReconfigResponse.PERFORMED : ReconfigResponse.DENIED);
          }
        }
        // RFC 6525 section 5.2: both may be denied; nothing in WebRTC asks for them.
        case Parameter.AssociationReset(int number) -> deny(number);
        case Parameter.AddIncomingStreams(int number, int _) -> deny(number);
        case ReconfigResponse response -> onResponse(response, nowNanos);
        default -> endpoint.counters.increment(AssociationCounter.DROPPED_UNKNOWN);
      }
    }
  }

  private void deny(int number) {
    if (isNew(number)) {
      respond(number, ReconfigResponse.DENIED);
    }
  }

  /** Whether the request is the next one; else it is answered as it was before, or refused. */
  private boolean isNew(int number) {
    if (number == peerNumber) {
      return true;
    }
    if (lastResponse != null && lastResponse.requestNumber() == number) {
      held.removeIf(each -> each.response.requestNumber() == number);
      tcb.say(new ReConfig(List.of(lastResponse)));
    } else {
      tcb.say(
          new ReConfig(
              List.of(new ReconfigResponse(number, ReconfigResponse.BAD_SEQUENCE_NUMBER))));
    }
    return false;
  }

  private void respond(int number, int result) {
    lastResponse = new ReconfigResponse(number, result);
    peerNumber = number + 1;
    tcb.say(new ReConfig(List.of(lastResponse)));
  }

  private void onOutgoingReset(Parameter.OutgoingReset request) {
    int number = request.requestNumber();
    if (!isNew(number)) {
      return;
    }
    if (isRepetition(request)) {
      unasked = null;
      respond(number, ReconfigResponse.PERFORMED);
      return;
    }
    waiting.removeIf(earlier -> earlier.streams().equals(request.streams()));
    if (waiting.size() == MAX_WAITING) {
      respond(number, ReconfigResponse.ALREADY_IN_PROGRESS);
      return;
    }
    waiting.add(request);
    if (tcb.inbound.hasAllThrough(request.lastTsn())) {
      peerNumber = number + 1;
    } else {
      respond(number, ReconfigResponse.IN_PROGRESS);
    }
  }

  /**
   * Whether what was performed in the meantime is asked for by another number. libwebrtc does that
   * and does not hear an answer to the old one, while for aiortc the first answer is the last.
   */
  private boolean isRepetition(Parameter.OutgoingReset request) {
    return unasked != null
        && unasked.equals(request.streams())
        && !tcb.inbound.anyUsed(request.streams());
  }

  /**
   * A packet was read and its messages were told: requests whose data has come are performed (RFC
   * 6525 section 5.2.2 E4), and the peer hears of it, asked or not.
   */
  void onPacketEnd() {
    while (!waiting.isEmpty() && tcb.inbound.hasAllThrough(waiting.getFirst().lastTsn())) {
      perform(waiting.removeFirst());
    }
  }

  private void perform(Parameter.OutgoingReset request) {
    int number = request.requestNumber();
    boolean told = lastResponse != null && !Serial.isAfter(number, lastResponse.requestNumber());
    unasked = told ? request.streams() : null;
    tcb.inbound.reset(request.streams());
    ReconfigResponse response = new ReconfigResponse(number, ReconfigResponse.PERFORMED);
    if (number == peerNumber - 1) {
      lastResponse = response;
    }
    if (held.size() == MAX_WAITING) {
      tcb.say(new ReConfig(List.of(held.removeFirst().response)));
    }
    held.add(new Held(response, request.streams()));
    endpoint.events.add(new AssociationEvent.IncomingStreamsReset(request.streams()));
  }

  /**
   * Answers what was performed, together with our own request for the same streams: werift and
   * aiortc take a number for free when they are answered, and a later request of ours would hit the
   * next channel with it.
   */
  void answer() {
    if (held.isEmpty()) {
      return;
    }
    for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
      Held next = all.next();
      if (!endpoint.queue.anyToBeReset(next.streams)) {
        tcb.say(new ReConfig(List.of(next.response)));
        all.remove();
      }
    }
  }

  private void onIncomingReset(Parameter.IncomingReset request) {
    int number = request.requestNumber();
    if (!isNew(number)) {
      return;
    }
    if (request.streams().isEmpty()) {
      respond(number, ReconfigResponse.DENIED);
      return;
    }
    // RFC 6525 section 5.2.3: the answer is a request of ours for these streams.
    request.streams().forEach(endpoint.queue::drain);
    answering = number;
    peerNumber = number + 1;
    lastResponse = new ReconfigResponse(number, ReconfigResponse.IN_PROGRESS);
  }

  private void onResponse(ReconfigResponse response, long nowNanos) {
    if (asked == null || asked.request.requestNumber() != response.requestNumber()) {
      return;
    }
    List<Integer> streams = asked.request.streams();
    tcb.onAnswer();
    switch (response.result()) {
      case ReconfigResponse.PERFORMED, ReconfigResponse.NOTHING_TO_DO -> {
        asked = null;
        endpoint.queue.onReset(streams);
        endpoint.events.add(new AssociationEvent.OutgoingStreamsReset(streams));
      }
      // The request is repeated until the peer has done it, with a new number: libwebrtc and
      // usrsctp answer the old one in the same way for ever.
      case ReconfigResponse.IN_PROGRESS ->
          asked = asked.again(ownNumber++, retry(tcb.timeout.nanos(), nowNanos));
      default -> {
        asked = null;
        refuse(streams);
      }
    }
  }

  private void refuse(List<Integer> streams) {
    endpoint.queue.onResetRefused(streams);
    endpoint.events.add(new AssociationEvent.OutgoingResetRefused(streams));
  }
}
