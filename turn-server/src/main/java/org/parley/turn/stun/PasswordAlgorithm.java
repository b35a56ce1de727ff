package org.parley.turn.stun;

/**
 * How a password becomes a key, without parameters (RFC 8489 §18.5).
 *
 * @param number {@link #MD5} or {@link #SHA256}, or one that we do not know
 */
public record PasswordAlgorithm(int number) {
  public static final PasswordAlgorithm MD5 = new PasswordAlgorithm(0x0001);
  public static final PasswordAlgorithm SHA256 = new PasswordAlgorithm(0x0002);
}
