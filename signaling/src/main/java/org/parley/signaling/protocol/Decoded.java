package org.parley.signaling.protocol;

import org.jspecify.annotations.Nullable;

/** What a text of a client's turned out to be. */
public sealed interface Decoded<M extends ClientMessage> {

  record Parsed<M extends ClientMessage>(M message) implements Decoded<M> {}

  /**
   * @param id of the message, where it could be read
   * @param reason for people; names the field
   */
  record Malformed<M extends ClientMessage>(@Nullable String id, String reason)
      implements Decoded<M> {}
}
