package org.parley.media.api;

/**
 * Media identification of an m-line (RFC 5888, RFC 8843).
 *
 * @param value not blank
 */
public record Mid(String value) {
  public Mid {
    if (value.isBlank()) {
      throw new IllegalArgumentException("Mid is blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
