package org.parley.net.passage;

import org.parley.net.udp.RemoteAddress;

/** A socket that several loops read. For all threads. */
public interface Entrance {
  /** That of the loop which is to get what comes from there. */
  Doorway doorway(RemoteAddress from);
}
