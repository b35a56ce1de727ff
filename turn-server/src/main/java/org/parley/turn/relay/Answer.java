package org.parley.turn.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.StunAttribute;

/** What a handler makes of a request; {@link Responder} writes it. */
sealed interface Answer {

  /**
   * @param then what follows the answer
   */
  record Granted(List<StunAttribute> attributes, @Nullable RelayEffect then) implements Answer {
    Granted(List<StunAttribute> attributes) {
      this(attributes, null);
    }

    static Granted of(StunAttribute... attributes) {
      return new Granted(List.of(attributes));
    }
  }

  record Refused(int code, String reason, List<StunAttribute> attributes) implements Answer {
    Refused(int code, String reason) {
      this(code, reason, List.of());
    }
  }

  /** The answer has to wait for a socket, or is under way. */
  record Later() implements Answer {}
}
