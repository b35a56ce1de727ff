package org.parley.turn.net;

import java.net.InetSocketAddress;

/** A socket of {@code turn.listen} that could not be opened. */
final class BindFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final String what;

  BindFailure(String protocol, InetSocketAddress address, Throwable cause) {
    super(cause);
    this.what = protocol + " " + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  String explanation(InetSocketAddress listen) {
    Throwable cause = getCause();
    String reason = cause == null ? "" : String.valueOf(cause.getMessage());
    return """
        turn.listen: cannot listen on %s (turn.listen is %s:%d): %s. If another program uses the \
        port, stop it (`ss -lnptu` shows it); or set turn.listen to an address of this machine and \
        a free port; or set turn.enabled to false."""
        .formatted(what, listen.getHostString(), listen.getPort(), reason);
  }
}
