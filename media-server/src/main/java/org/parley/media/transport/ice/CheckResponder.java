package org.parley.media.transport.ice;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCredentials;

/** Answers the connectivity checks of one ICE generation; used on one thread at a time. */
public interface CheckResponder {

  /** Ours, which checks carry in the first half of USERNAME. */
  IceCredentials credentials();

  /**
   * @param message a binding request that {@link StunMessage#parse} accepted
   * @return what to send back to where it came from, or null if nothing
   */
  @Nullable Answer answer(Pair pair, byte[] message);

  /** Frees what it holds; nothing is answered any more. */
  void free();

  /**
   * @param check what the request said, or null if it was refused or is a retransmission
   */
  record Answer(byte[] response, @Nullable Check check) {}

  /** A connectivity check that was answered with success (RFC 8445 section 7.3). */
  record Check(long priority, boolean useCandidate) {}
}
