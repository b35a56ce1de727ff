/**
 * Attacks on the running server, from outside: relaying into the inside (T1), reflection (T2),
 * floods (T3), races for quotas (T4), guessing credentials (T5), malformed messages (T6), and
 * leaks.
 *
 * <p>The figures are short runs of the full ones, which the system property {@code
 * turn.attack.full} asks for.
 */
@NullMarked
package org.parley.turn.attack;

import org.jspecify.annotations.NullMarked;
