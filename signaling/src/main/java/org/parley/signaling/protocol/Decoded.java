package org.parley.signaling.protocol;

import org.jspecify.annotations.Nullable;

/** What a text frame turned out to be. */
public sealed interface Decoded {

  record Parsed(ClientMessage message) implements Decoded {}

  /**
   * @param id of the message, where it could be read
   * @param reason for people; names the field
   */
  record Malformed(@Nullable String id, String reason) implements Decoded {}
}
