package org.parley.media.sctp.association;

import java.util.List;

/** What the association has to tell, in this order. */
public sealed interface AssociationEvent {

  /** Messages can be sent and come from now on; those queued before leave. */
  record Connected(int outboundStreams, int inboundStreams) implements AssociationEvent {}

  /**
   * The peer began anew (RFC 9260 section 5.2.4 A): streams begin anew, what was queued is lost.
   * Messages that came before are to be released all the same.
   */
  record Restarted(int outboundStreams, int inboundStreams) implements AssociationEvent {}

  /**
   * A message; it takes a part of the window until {@link Association#release}.
   *
   * @param protocol the payload protocol identifier
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record MessageReceived(int stream, int protocol, byte[] payload, int charge)
      implements AssociationEvent {}

  /**
   * The peer uses so many streams that what came on this one was dropped, and more will be until
   * its reset.
   */
  record StreamRefused(int stream) implements AssociationEvent {}

  /** What the stream has buffered fell to the threshold that was set for it. */
  record BufferedAmountLow(int stream) implements AssociationEvent {}

  /** The peer's side of these streams begins anew; none means all of them. */
  record IncomingStreamsReset(List<Integer> streams) implements AssociationEvent {}

  /** Our side of these streams begins anew, as was asked for. */
  record OutgoingStreamsReset(List<Integer> streams) implements AssociationEvent {}

  /** The peer does not reset these streams. */
  record OutgoingResetRefused(List<Integer> streams) implements AssociationEvent {}

  /** The end; nothing follows. */
  record Ended(Cause cause, String reason) implements AssociationEvent {}

  /** Why an association ended. */
  enum Cause {
    /** By shutdown: all that was sent has arrived. */
    SHUTDOWN,
    ABORTED,
    ABORTED_BY_PEER,
    /** The peer does not answer any more, or never did. */
    PEER_LOST,
    PROTOCOL_VIOLATION
  }
}
