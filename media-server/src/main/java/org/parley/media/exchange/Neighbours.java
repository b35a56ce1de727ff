package org.parley.media.exchange;

/** The exchanges of the room's other loops. */
public interface Neighbours {

  /** The note is to be given to that exchange, after those before it. */
  void post(int exchange, Note note);

  /** What was posted may leave. */
  void flush();
}
