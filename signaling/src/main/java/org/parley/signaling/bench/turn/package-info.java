/**
 * The load generator for TURN servers: clients with an allocation each, the peers they talk to, and
 * what the server between them loses, delays and pays. It knows nothing of the server but its
 * address and credentials, so that others can be measured the same way, in turns.
 *
 * <p>A {@link org.parley.signaling.bench.turn.TurnWorker} is one thread that has a share of the
 * clients and their peers, sends what is due and reads what came; everything of a client belongs to
 * it. The thread that drives a run posts tasks. {@code TurnClient}, {@code Pacer}, {@code Flow} and
 * {@code Deframer} do no I/O.
 *
 * <p>RFC 8656 and RFC 8489, as far as a client needs them.
 */
@NullMarked
package org.parley.signaling.bench.turn;

import org.jspecify.annotations.NullMarked;
