package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an ERROR or ABORT was sent (RFC 9260 section 3.3.10); {@link ErrorCauseCodec} has their
 * forms.
 */
public sealed interface ErrorCause {
  static @Nullable List<ErrorCause> readAll(ByteBuf in, int from, int to) {
    return Tlv.readAll(in, from, to, ErrorCauseCodec::read);
  }

  /** Section 3.3.10.1. */
  record InvalidStream(int stream) implements ErrorCause {}

  /** Section 3.3.10.2. */
  record MissingParameters(List<Integer> types) implements ErrorCause {
    public static final int STATE_COOKIE = 7;

    public MissingParameters {
      types = List.copyOf(types);
    }
  }

  /**
   * Section 3.3.10.3.
   *
   * @param stalenessMicros by how much the cookie came too late, unsigned
   */
  record StaleCookie(int stalenessMicros) implements ErrorCause {}

  /** Section 3.3.10.4. */
  record OutOfResource() implements ErrorCause {}

  /** Section 3.3.10.5. */
  record UnresolvableAddress(Opaque address) implements ErrorCause {}

  /** Section 3.3.10.6. */
  record UnrecognizedChunk(Opaque chunk) implements ErrorCause {}

  /** Section 3.3.10.7. */
  record InvalidMandatoryParameter() implements ErrorCause {}

  /** Section 3.3.10.8. */
  record UnrecognizedParameters(Opaque parameters) implements ErrorCause {}

  /** Section 3.3.10.9. */
  record NoUserData(int tsn) implements ErrorCause {}

  /** Section 3.3.10.10. */
  record CookieWhileShuttingDown() implements ErrorCause {}

  /** Section 3.3.10.11. */
  record RestartWithNewAddresses(Opaque addresses) implements ErrorCause {}

  /** Section 3.3.10.12. */
  record UserInitiatedAbort(Opaque reason) implements ErrorCause {
    public UserInitiatedAbort(String reason) {
      this(new Opaque(reason.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Section 3.3.10.13. */
  record ProtocolViolation(Opaque information) implements ErrorCause {
    public ProtocolViolation(String information) {
      this(new Opaque(information.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** One that this codec does not know. */
  record Unknown(int code, Opaque value) implements ErrorCause {}
}
