package org.parley.turn.relay;

import java.net.InetSocketAddress;
import org.parley.turn.peers.IpAddress;

/**
 * By what an allocation is found (RFC 8656 §5).
 *
 * @param socket the number of the listening socket or of the connection: it stands for protocol and
 *     server address. A connection's is its own in the whole server, not in its core alone, and no
 *     listening socket has it; sockets of several cores that share one address have one number
 */
public record FiveTuple(Transport transport, int socket, InetSocketAddress client) {
  IpAddress ip() {
    return IpAddress.of(client.getAddress());
  }

  boolean is(int number, long high, long low, int port) {
    IpAddress ip = ip();
    return socket == number && client.getPort() == port && ip.low() == low && ip.high() == high;
  }

  long tag() {
    return tag(socket, client.getPort());
  }

  static long tag(int socket, int port) {
    return (long) socket << 16 | port;
  }
}
