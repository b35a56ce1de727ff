package org.parley.signaling.room;

/**
 * Names a WHIP or WHEP session in the address of its resource; whoever knows it may end it, so it
 * can't be guessed.
 *
 * @param value characters that need no escape in a path
 */
public record SessionId(String value) {}
