package org.parley.signaling.doctor;

/**
 * Something that the operator should know.
 *
 * @param text what is wrong, and which setting to change
 */
public record Finding(Level level, String text) {

  /** From good to bad. */
  public enum Level {
    /** May be as it is. */
    NOTE,
    /** Works, but not for everybody or not for long. */
    WARNING,
    /** Does not work. */
    PROBLEM
  }

  static Finding note(String text) {
    return new Finding(Level.NOTE, text);
  }

  static Finding warning(String text) {
    return new Finding(Level.WARNING, text);
  }

  static Finding problem(String text) {
    return new Finding(Level.PROBLEM, text);
  }
}
