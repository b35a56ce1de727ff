package org.parley.signaling.negotiation;

/** What the answer will say but for what only the media plane knows. */
public final class AnswerPlan {
  String answer(LocalDescription local) {
    throw new UnsupportedOperationException("not yet" + local);
  }

  String restartFragment(LocalDescription local) {
    throw new UnsupportedOperationException("not yet" + local);
  }
}
