package org.parley.turn.relay;

import org.jspecify.annotations.Nullable;

/** Where a client's data goes, and where in its message they are; used again for the next one. */
public final class ToPeer {
  @Nullable Relay relay;
  long high;
  long low;
  int port;
  int offset;
  int length;
  boolean dontFragment;

  ToPeer() {}

  /** The socket to send from. */
  public Relay relay() {
    Relay set = relay;
    if (set == null) {
      throw new IllegalStateException("nothing was relayed yet");
    }
    return set;
  }

  /** The first 64 bits of the peer's address; IPv4 is IPv4-mapped. */
  public long high() {
    return high;
  }

  /** The last 64 bits. */
  public long low() {
    return low;
  }

  public int port() {
    return port;
  }

  /** Bytes after the message's reader index. */
  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  public boolean dontFragment() {
    return dontFragment;
  }
}
