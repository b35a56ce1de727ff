/**
 * Finds out whether relaying works, by doing what a client does, and what in the configuration
 * stands against it. Runs on virtual threads; results are safe to read from any thread.
 */
@NullMarked
package org.parley.signaling.doctor;

import org.jspecify.annotations.NullMarked;
