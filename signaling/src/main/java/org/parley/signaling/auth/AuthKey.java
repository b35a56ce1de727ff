package org.parley.signaling.auth;

import java.nio.charset.StandardCharsets;

/**
 * A secret that signs tokens.
 *
 * @param id the {@code kid} by which tokens name it
 * @param secret at least 32 bytes in UTF-8 (RFC 7518 section 3.2)
 */
public record AuthKey(String id, String secret) {
  static final int MIN_SECRET_BYTES = 32;

  public AuthKey {
    if (id.isBlank()) {
      throw new IllegalArgumentException("auth.keys has a key without an id");
    }
    int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          ("auth.keys.%s: the secret has %d bytes, but HS256 needs at least %d:"
                  + " make one with `openssl rand -base64 48`")
              .formatted(id, bytes, MIN_SECRET_BYTES));
    }
  }

  byte[] bytes() {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "AuthKey[" + id + "]";
  }
}
