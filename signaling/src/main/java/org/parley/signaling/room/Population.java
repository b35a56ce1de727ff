package org.parley.signaling.room;

/**
 * @param participants whom others see
 * @param viewers of WHEP sessions
 */
public record Population(int participants, int viewers) {}
