package org.parley.turn.peers;

/** What the rules say about a peer's address. */
public sealed interface Verdict {

  record Allowed() implements Verdict {}

  /** One of our own addresses: only ports on which we ourselves serve peers. */
  record OwnAddress() implements Verdict {}

  /**
   * @param rule for the log, with the setting that made it
   */
  record Denied(String rule) implements Verdict {}
}
