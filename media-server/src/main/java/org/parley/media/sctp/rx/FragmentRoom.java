package org.parley.media.sctp.rx;

/** What the fragments of unfinished messages take. */
final class FragmentRoom {
  private long taken;
  private long spare;

  void add(Run run) {
    taken += run.charge();
    spare += run.spare();
  }

  void remove(Run run) {
    taken -= run.charge();
    spare -= run.spare();
  }

  /** Bytes of the window, with the objects around fragments and all that is allocated for them. */
  long taken() {
    return taken;
  }

  /** Those among them that wait for fragments: no more is allocated when these come. */
  long spare() {
    return spare;
  }
}
