package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of error causes (RFC 9260 section 3.3.10).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          cause code           |            length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * invalid stream:      stream of 16 bits, 16 bits reserved
 * missing parameters:  how many, their types of 16 bits
 * </pre>
 */
final class ErrorCauseCodec {
  private static final int INVALID_STREAM = 1;
  private static final int MISSING_PARAMETERS = 2;
  private static final int STALE_COOKIE = 3;
  private static final int OUT_OF_RESOURCE = 4;
  private static final int UNRESOLVABLE_ADDRESS = 5;
  private static final int UNRECOGNIZED_CHUNK = 6;
  private static final int INVALID_MANDATORY_PARAMETER = 7;
  private static final int UNRECOGNIZED_PARAMETERS = 8;
  private static final int NO_USER_DATA = 9;
  private static final int COOKIE_WHILE_SHUTTING_DOWN = 10;
  private static final int RESTART_WITH_NEW_ADDRESSES = 11;
  private static final int USER_INITIATED_ABORT = 12;
  private static final int PROTOCOL_VIOLATION = 13;

  private ErrorCauseCodec() {}

  static @Nullable ErrorCause read(int code, ByteBuf in, int from, int to) {
    int length = to - from;
    return switch (code) {
      case INVALID_STREAM ->
          length == 4 ? new ErrorCause.InvalidStream(in.getUnsignedShort(from)) : null;
      case MISSING_PARAMETERS -> missingParameters(in, from, to);
      case STALE_COOKIE -> length == 4 ? new ErrorCause.StaleCookie(in.getInt(from)) : null;
      case OUT_OF_RESOURCE -> length == 0 ? new ErrorCause.OutOfResource() : null;
      case UNRESOLVABLE_ADDRESS -> new ErrorCause.UnresolvableAddress(Opaque.read(in, from, to));
      case UNRECOGNIZED_CHUNK -> new ErrorCause.UnrecognizedChunk(Opaque.read(in, from, to));
      case INVALID_MANDATORY_PARAMETER ->
          length == 0 ? new ErrorCause.InvalidMandatoryParameter() : null;
      case UNRECOGNIZED_PARAMETERS ->
          new ErrorCause.UnrecognizedParameters(Opaque.read(in, from, to));
      case NO_USER_DATA -> length == 4 ? new ErrorCause.NoUserData(in.getInt(from)) : null;
      case COOKIE_WHILE_SHUTTING_DOWN ->
          length == 0 ? new ErrorCause.CookieWhileShuttingDown() : null;
      case RESTART_WITH_NEW_ADDRESSES ->
          new ErrorCause.RestartWithNewAddresses(Opaque.read(in, from, to));
      case USER_INITIATED_ABORT -> new ErrorCause.UserInitiatedAbort(Opaque.read(in, from, to));
      case PROTOCOL_VIOLATION -> new ErrorCause.ProtocolViolation(Opaque.read(in, from, to));
      default -> new ErrorCause.Unknown(code, Opaque.read(in, from, to));
    };
  }

  private static @Nullable ErrorCause missingParameters(ByteBuf in, int from, int to) {
    if (to - from < 4 || (to - from) % 2 != 0 || in.getInt(from) != (to - from - 4) / 2) {
      return null;
    }
    List<Integer> types = new ArrayList<>();
    for (int at = from + 4; at < to; at += 2) {
      types.add(in.getUnsignedShort(at));
    }
    return new ErrorCause.MissingParameters(types);
  }

  static void write(ByteBuf out, ErrorCause cause) {
    int start = Tlv.begin(out, code(cause));
    switch (cause) {
      case ErrorCause.InvalidStream(int stream) -> out.writeShort(stream).writeShort(0);
      case ErrorCause.MissingParameters(List<Integer> types) -> {
        out.writeInt(types.size());
        types.forEach(out::writeShort);
      }
      case ErrorCause.StaleCookie(int micros) -> out.writeInt(micros);
      case ErrorCause.UnresolvableAddress(Opaque address) -> address.write(out);
      case ErrorCause.UnrecognizedChunk(Opaque chunk) -> chunk.write(out);
      case ErrorCause.UnrecognizedParameters(Opaque parameters) -> parameters.write(out);
      case ErrorCause.NoUserData(int tsn) -> out.writeInt(tsn);
      case ErrorCause.RestartWithNewAddresses(Opaque addresses) -> addresses.write(out);
      case ErrorCause.UserInitiatedAbort(Opaque reason) -> reason.write(out);
      case ErrorCause.ProtocolViolation(Opaque information) -> information.write(out);
      case ErrorCause.Unknown unknown -> unknown.value().write(out);
      case ErrorCause.OutOfResource _,
          ErrorCause.InvalidMandatoryParameter _,
          ErrorCause.CookieWhileShuttingDown _ -> {}
    }
    Tlv.end(out, start);
  }

  private static int code(ErrorCause cause) {
    return switch (cause) {
      case ErrorCause.InvalidStream _ -> INVALID_STREAM;
      case ErrorCause.MissingParameters _ -> MISSING_PARAMETERS;
      case ErrorCause.StaleCookie _ -> STALE_COOKIE;
      case ErrorCause.OutOfResource _ -> OUT_OF_RESOURCE;
      case ErrorCause.UnresolvableAddress _ -> UNRESOLVABLE_ADDRESS;
      case ErrorCause.UnrecognizedChunk _ -> UNRECOGNIZED_CHUNK;
      case ErrorCause.InvalidMandatoryParameter _ -> INVALID_MANDATORY_PARAMETER;
      case ErrorCause.UnrecognizedParameters _ -> UNRECOGNIZED_PARAMETERS;
      case ErrorCause.NoUserData _ -> NO_USER_DATA;
      case ErrorCause.CookieWhileShuttingDown _ -> COOKIE_WHILE_SHUTTING_DOWN;
      case ErrorCause.RestartWithNewAddresses _ -> RESTART_WITH_NEW_ADDRESSES;
      case ErrorCause.UserInitiatedAbort _ -> USER_INITIATED_ABORT;
      case ErrorCause.ProtocolViolation _ -> PROTOCOL_VIOLATION;
      case ErrorCause.Unknown unknown -> unknown.code();
    };
  }
}
