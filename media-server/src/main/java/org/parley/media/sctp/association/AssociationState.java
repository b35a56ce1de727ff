package org.parley.media.sctp.association;

import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.packet.Opaque;

/** RFC 9260 section 4. */
sealed interface AssociationState {

  /** Not begun. */
  record Closed() implements AssociationState {}

  /**
   * INIT is sent.
   *
   * @param preservativeMillis by which the cookie is wished to live longer
   */
  record CookieWait(int ownTag, int ownTsn, int preservativeMillis, Retry t1)
      implements AssociationState {}

  /** COOKIE-ECHO is sent. */
  record CookieEchoed(Tcb tcb, Opaque cookie, int preservativeMillis, Retry t1)
      implements AssociationState {}

  record Established(Tcb tcb) implements AssociationState {}

  /** We want to end, and wait until all is acknowledged. */
  record ShutdownPending(Tcb tcb) implements AssociationState {}

  /**
   * SHUTDOWN is sent.
   *
   * @param guard T5-shutdown-guard
   */
  record ShutdownSent(Tcb tcb, Retry t2, Deadline guard) implements AssociationState {}

  /** The peer wants to end, and waits until we have sent all. */
  record ShutdownReceived(Tcb tcb) implements AssociationState {}

  record ShutdownAckSent(Tcb tcb, Retry t2) implements AssociationState {}

  /** For good. */
  record Ended() implements AssociationState {}

  /** Null in the states that have none. */
  default @Nullable Tcb tcb() {
    return switch (this) {
      case Closed _, CookieWait _, Ended _ -> null;
      case CookieEchoed state -> state.tcb;
      case Established state -> state.tcb;
      case ShutdownPending state -> state.tcb;
      case ShutdownSent state -> state.tcb;
      case ShutdownReceived state -> state.tcb;
      case ShutdownAckSent state -> state.tcb;
    };
  }

  /** Whether DATA is taken (RFC 9260 section 6). */
  default boolean receives() {
    return switch (this) {
      case Established _, ShutdownPending _, ShutdownSent _ -> true;
      case Closed _, CookieWait _, CookieEchoed _, ShutdownReceived _, ShutdownAckSent _, Ended _ ->
          false;
    };
  }

  /** Whether DATA that is queued leaves. */
  default boolean sends() {
    return switch (this) {
      case Established _, ShutdownPending _, ShutdownReceived _ -> true;
      case Closed _, CookieWait _, CookieEchoed _, ShutdownSent _, ShutdownAckSent _, Ended _ ->
          false;
    };
  }

  /** Whether the user may queue more. */
  default boolean takes() {
    return switch (this) {
      case Closed _, CookieWait _, CookieEchoed _, Established _ -> true;
      case ShutdownPending _, ShutdownSent _, ShutdownReceived _, ShutdownAckSent _, Ended _ ->
          false;
    };
  }
}
