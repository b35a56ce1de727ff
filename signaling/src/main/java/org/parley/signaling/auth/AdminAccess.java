package org.parley.signaling.auth;

/** The answer to somebody who wants to see what concerns the server. */
public enum AdminAccess {
  GRANTED,
  /** The token is missing, wrong or expired. */
  BAD_TOKEN,
  /** The token is good, but not for this. */
  NO_GRANT,
  /** Without tokens only this machine is trusted. */
  NOT_LOCAL
}
