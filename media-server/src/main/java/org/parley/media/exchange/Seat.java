package org.parley.media.exchange;

/**
 * Where a member is.
 *
 * @param exchange of its loop
 * @param number of its own in the room; who came later has a higher one
 */
record Seat(int exchange, long number) {}
