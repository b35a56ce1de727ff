package org.parley.media.sctp.rx;

import org.parley.media.sctp.Unreleased;

/** What is held for a peer, and hence how much it may send. */
final class ReceiveWindow {
  /** RFC 9260 section 6.2: a window below that is told as none. */
  private static final int SILLY_WINDOW = 1500;

  private final int size;
  private final FragmentRoom fragments;

  /** Bytes of the window that messages take: those that wait for their turn in a stream ... */
  private long waiting;

  /** ... and those that the consumer has not done with, of earlier associations too. */
  private final Unreleased unreleased;

  private int advertised;

  ReceiveWindow(int size, FragmentRoom fragments, Unreleased unreleased) {
    this.size = size;
    this.fragments = fragments;
    this.unreleased = unreleased;
    this.advertised = free();
  }

  /** A stream's waiting messages take so many more bytes. */
  void await(long bytes) {
    waiting += bytes;
  }

  void hold(int bytes) {
    unreleased.hold(bytes);
  }

  /** A message is not handed on. */
  void drop(int bytes) {
    unreleased.release(bytes);
  }

  boolean consumed() {
    return unreleased.bytes() == 0;
  }

  /**
   * What fills a gap may exceed the window, or nothing would ever get whole (RFC 9260 section 6.2):
   * twice the window is the end of it.
   */
  boolean fits(int charge, boolean fillsGap) {
    boolean unfinished = waiting + fragments.taken() > 0;
    long room = size + (fillsGap && unfinished ? size : 0L);
    return held() + charge <= room;
  }

  /** Whether there is room for all of a message that begins. */
  boolean mayReserve(int bytes) {
    return held() + Run.chargeOf(bytes) <= size;
  }

  private long held() {
    return unreleased.bytes() + waiting + fragments.taken();
  }

  /** Bytes that the peer may send. */
  int free() {
    long free = size - held() + fragments.spare();
    return free < SILLY_WINDOW ? 0 : (int) free;
  }

  /** The peer is told of it. */
  void onAdvertised() {
    advertised = free();
  }

  /** RFC 9260 section 6.2: a window that had become small is told when it opens again. */
  boolean worthTelling() {
    return advertised < size / 2 && free() - advertised >= size / 4;
  }
}
