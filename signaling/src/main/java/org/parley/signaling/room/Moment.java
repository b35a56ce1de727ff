package org.parley.signaling.room;

/**
 * When something happens.
 *
 * @param nanos monotonic, compared by subtraction
 * @param epochMillis by the clock of the wall, for people
 */
record Moment(long nanos, long epochMillis) {}
