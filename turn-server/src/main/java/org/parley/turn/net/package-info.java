/**
 * The STUN and TURN server as it runs: sockets, event loops and what goes between them and the
 * cores of {@link org.parley.turn.relay}. RFC 8489 §6.2.1 and §6.2.2, RFC 8656.
 *
 * <p>Each {@link org.parley.net.loop.NetworkLoop} has one {@code TurnLoop}: a core and its timer.
 * Clients come by {@code ClientPorts} (listening sockets of UDP) and {@code ClientLinks}
 * (connections and DTLS), relays are in {@code UdpSide} and {@code TcpSide}; all are touched by
 * that loop's thread alone. A packet that the system gives to another loop than its client's is
 * handed over. What loops share is made for that: quotas, ports, who owns which client.
 */
@NullMarked
package org.parley.turn.net;

import org.jspecify.annotations.NullMarked;
