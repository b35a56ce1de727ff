package org.parley.signaling.http;

import org.jspecify.annotations.Nullable;

/** Takes over connections that do not speak HTTP, such as STUN and TURN over TCP. */
@FunctionalInterface
public interface StreamAcceptor {
  /** Null refuses: the connection is closed. The bytes that told the protocol apart come first. */
  @Nullable StreamHandler accept(ByteStream stream, Arrival arrival);
}
