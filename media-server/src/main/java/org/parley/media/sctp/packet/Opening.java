package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both sides say of themselves when they begin (RFC 9260 sections 3.3.2 and 3.3.3).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         initiate tag                          |
 * |           advertised receiver window credit (a_rwnd)          |
 * |       outbound streams        |        inbound streams        |
 * |                          initial TSN                          |
 * |                          parameters                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param tag that packets to the sender must carry
 * @param window bytes that the sender has room for, unsigned
 * @param outboundStreams that the sender wishes to open
 * @param inboundStreams that the sender allows
 */
public record Opening(
    int tag,
    int window,
    int outboundStreams,
    int inboundStreams,
    int initialTsn,
    List<Parameter> parameters) {
  private static final int FIXED_LENGTH = 16;

  public Opening {
    parameters = List.copyOf(parameters);
  }

  static @Nullable Opening read(ByteBuf in, int from, int to) {
    List<Parameter> parameters =
        to - from < FIXED_LENGTH ? null : Parameter.readAll(in, from + FIXED_LENGTH, to);
    return parameters == null
        ? null
        : new Opening(
            in.getInt(from),
            in.getInt(from + 4),
            in.getUnsignedShort(from + 8),
            in.getUnsignedShort(from + 10),
            in.getInt(from + 12),
            parameters);
  }

  void write(ByteBuf out) {
    out.writeInt(tag).writeInt(window);
    out.writeShort(outboundStreams).writeShort(inboundStreams).writeInt(initialTsn);
    Tlv.writeAll(out, parameters, ParameterCodec::write);
  }

  /** The first parameter of that kind. */
  public <P extends Parameter> @Nullable P parameter(Class<P> kind) {
    for (Parameter parameter : parameters) {
      if (kind.isInstance(parameter)) {
        return kind.cast(parameter);
      }
    }
    return null;
  }
}
