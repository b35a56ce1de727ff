package org.parley.signaling.main;

import org.jspecify.annotations.Nullable;
import org.parley.signaling.config.ParleyConfig;

/** What the command line can start. Each returns the exit code of the process. */
interface Programs {
  /**
   * Everything; returns when it has been stopped.
   *
   * @param check stop as soon as everything has started
   */
  int serve(Setup setup, boolean check) throws Exception;

  /** The STUN and TURN server alone; returns when it has been stopped. */
  int turn(Setup setup) throws Exception;

  /** Prints a token. */
  int token(ParleyConfig config, TokenOrder order) throws Exception;

  /**
   * Looks whether relaying works: of the server that runs or, when there is none, of one that it
   * starts for that; 1 when something does not.
   *
   * @param host by which clients are to come; null when nobody says
   */
  int doctor(Setup setup, @Nullable String host) throws Exception;
}
