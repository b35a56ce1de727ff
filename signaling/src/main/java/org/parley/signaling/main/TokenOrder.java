package org.parley.signaling.main;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The token that somebody asks for on the command line.
 *
 * @param room null for a token of an admin
 * @param name of the participant; null leaves the choice to the bearer
 * @param key the id of one of {@code auth.keys}; null takes the only one
 * @param url of the page, for the link; null guesses it from {@code server.listen}
 */
record TokenOrder(
    @Nullable String room,
    @Nullable String name,
    Set<Grant> grants,
    Duration lifetime,
    @Nullable String key,
    @Nullable String url) {

  /** What the bearer may do. */
  enum Grant {
    PUBLISH,
    SUBSCRIBE,
    PUBLISH_DATA
  }
}
