package org.parley.turn.stun;

/** The 96 bits that pair a response with its request (RFC 8489 §5). */
public record TransactionId(int high, long low) {}
