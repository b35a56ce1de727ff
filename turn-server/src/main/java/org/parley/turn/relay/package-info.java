/**
 * What the server answers and where it relays: the STUN usage of RFC 8489 §13 (a basic Binding
 * server, {@link org.parley.turn.relay.StunServer}), NAT behaviour discovery (RFC 5780), and TURN,
 * RFC 8656, with TCP to peers (RFC 6062) and mobility (RFC 8016): {@link
 * org.parley.turn.relay.RelayServer}. There data take {@code DataPath}, requests go by {@code
 * Requests} to the handler of their kind, and {@code Allocations} keeps what they make.
 *
 * <p>Sans I/O: packets, answers about sockets and time in; effects and destinations out; no socket,
 * clock, randomness or thread. A {@code RelayServer} belongs to one thread, as does what it hands
 * out; {@code Quotas}, {@code ServedPorts} and {@code SharedBandwidth} are shared by all of them,
 * {@code StunServer} may be called from any thread.
 */
@NullMarked
package org.parley.turn.relay;

import org.jspecify.annotations.NullMarked;
