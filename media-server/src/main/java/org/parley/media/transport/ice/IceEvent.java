package org.parley.media.transport.ice;

/** What an {@link IceSession} tells its owner. */
public sealed interface IceEvent {

  /** From now on packets go to this pair. */
  record Selected(Pair pair) implements IceEvent {}

  /** Nothing may be sent until {@link Reconnected}. */
  record Disconnected() implements IceEvent {}

  record Reconnected() implements IceEvent {}

  /** An address whose packets belong to this peer. */
  record PairValidated(Pair pair) implements IceEvent {}

  /** The opposite of {@link PairValidated}. */
  record PairRemoved(Pair pair) implements IceEvent {}

  /** To be sent on the selected pair now. */
  record SendCheck(Pair pair, byte[] request) implements IceEvent {}

  /** Nobody uses this user name fragment of ours any more. */
  record GenerationRetired(String ufrag) implements IceEvent {}

  /** The end of the session. */
  record Failed(String reason) implements IceEvent {}
}
