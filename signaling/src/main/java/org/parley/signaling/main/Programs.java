package org.parley.signaling.main;

import org.parley.signaling.config.ParleyConfig;

/** What the command line can start. Each returns the exit code of the process. */
interface Programs {
  /**
   * Everything; returns when it has been stopped.
   *
   * @param check stop as soon as everything has started
   */
  int serve(ParleyConfig config, boolean check) throws Exception;

  /** The STUN and TURN server alone; returns when it has been stopped. */
  int turn(ParleyConfig config) throws Exception;

  /** Prints a token. */
  int token(ParleyConfig config, TokenOrder order) throws Exception;
}
