package org.parley.media.sctp.association;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.Parameter.ReconfigResponse;
import org.parley.media.sctp.packet.ReConfig;

/** Streams that begin anew, at either side's wish (RFC 6525). */
final class StreamResets {
  private static final int OUTGOING_RESET_LENGTH = 16;

  /** Our request that is not answered yet: there is one at a time (RFC 6525 section 5.1.1). */
  private record Asked(Parameter.OutgoingReset request, Retry retry) {

    /** To be sent when the other one would have been sent again. */
    Asked again(int number) {
      return new Asked(
          new Parameter.OutgoingReset(
              number, request.responseNumber(), request.lastTsn(), request.streams()),
          retry);
    }
  }

  private final Endpoint endpoint;
  private final Tcb tcb;
  private int ownNumber;
  private int peerNumber;
  private @Nullable Asked asked;

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
    Retry retry = new Retry(tcb.timeout.nanos(), config.timing().maxRto().toNanos(), nowNanos);
    asked = new Asked(request, retry);
    tcb.say(new ReConfig(List.of(request)));
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

  void onReConfig(ReConfig chunk) {
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
        case ReconfigResponse response -> onResponse(response);
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
    if (!inProgress(number) && !isNew(number)) {
      return;
    }
    // RFC 6525 section 5.2.2 E4: it is performed when the data before it has come, and not before
    // the peer asks again. libwebrtc does so with a new number and does not hear an answer to the
    // old one: what would be performed meanwhile would be performed twice.
    if (!tcb.inbound.hasAllThrough(request.lastTsn())) {
      respond(number, ReconfigResponse.IN_PROGRESS);
      return;
    }
    tcb.inbound.reset(request.streams());
    respond(number, ReconfigResponse.PERFORMED);
    endpoint.events.add(new AssociationEvent.IncomingStreamsReset(request.streams()));
  }

  /** Whether the request has come before and was not performed yet. */
  private boolean inProgress(int number) {
    return lastResponse != null
        && lastResponse.requestNumber() == number
        && lastResponse.result() == ReconfigResponse.IN_PROGRESS;
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

  private void onResponse(ReconfigResponse response) {
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
      case ReconfigResponse.IN_PROGRESS -> asked = asked.again(ownNumber++);
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
