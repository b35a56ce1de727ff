package org.parley.media.sctp.rx;

/**
 * How long a message will be, by those before it: SCTP does not tell before its end, and what has
 * its room from the beginning is copied once. A file comes in messages of one length.
 *
 * <p>A guess is paid for by a message of that length that has come whole, and is given back only by
 * another one: room that is never filled cannot cost more than what was sent.
 */
final class MessageLengths {
  /** Streams that are known at one time. */
  private static final int SLOTS = 16;

  private static final int MOST_CREDIT = 4;
  private static final int[] NONE = new int[0];

  /** Of each slot the stream, its length and its credit; made when something is known. */
  private int[] streams = NONE;

  private int[] lengths = NONE;
  private int[] credits = NONE;

  private static int slot(int stream) {
    return stream & SLOTS - 1;
  }

  /** 0 if nothing is known. */
  int expected(int stream) {
    int slot = slot(stream);
    return streams.length > 0 && streams[slot] == stream && credits[slot] > 0 ? lengths[slot] : 0;
  }

  /** Room was made for the {@link #expected} length. */
  void spend(int stream) {
    credits[slot(stream)]--;
  }

  /** A message of the stream has come whole. */
  void learn(int stream, int length) {
    if (streams.length == 0) {
      streams = new int[SLOTS];
      lengths = new int[SLOTS];
      credits = new int[SLOTS];
    }
    int slot = slot(stream);
    if (streams[slot] == stream && lengths[slot] == length) {
      credits[slot] = Math.min(credits[slot] + 1, MOST_CREDIT);
    } else if (streams[slot] == stream && credits[slot] > 0) {
      // The end of a file is shorter than what it came in.
      credits[slot]--;
    } else {
      streams[slot] = stream;
      lengths[slot] = length;
      credits[slot] = 0;
    }
  }
}
