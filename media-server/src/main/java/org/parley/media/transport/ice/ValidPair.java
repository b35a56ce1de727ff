package org.parley.media.transport.ice;

/** A pair on which an authentic check has arrived. */
final class ValidPair {
  final Pair pair;
  final SuccessResponse response;
  Generation generation;

  /** When the peer last showed consent there: by a check, or by its answer to one of ours. */
  long provenNanos;

  ValidPair(Pair pair, Generation generation) {
    this.pair = pair;
    this.response = new SuccessResponse(pair.remote());
    this.generation = generation;
  }
}
