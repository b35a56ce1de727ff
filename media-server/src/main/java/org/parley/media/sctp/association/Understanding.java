package org.parley.media.sctp.association;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.Opaque;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.Parameter;

/** What to do about parameters that we do not know: their type says it (RFC 9260 section 3.2.1). */
final class Understanding {
  /** Of an INIT; more is not told, for the answer must fit into a packet. */
  private static final int MAX_REPORTED = 256;

  private static final int PARAMETER_HEADER = 4;

  private Understanding() {}

  /** Without the parameters from the first on that forbids to go on. */
  static Opening of(Opening told) {
    List<Parameter> parameters = new ArrayList<>();
    for (Parameter parameter : told.parameters()) {
      if (parameter instanceof Parameter.Unknown unknown && !unknown.skipped()) {
        break;
      }
      parameters.add(parameter);
    }
    return new Opening(
        told.tag(),
        told.window(),
        told.outboundStreams(),
        told.inboundStreams(),
        told.initialTsn(),
        parameters);
  }

  /** What wants to be reported. */
  static List<Parameter> unrecognized(Opening told) {
    List<Parameter> unrecognized = new ArrayList<>();
    int length = 0;
    for (Parameter parameter : told.parameters()) {
      if (!(parameter instanceof Parameter.Unknown unknown)) {
        continue;
      }
      length += 2 * PARAMETER_HEADER + (unknown.value().length() + 3 & ~3);
      if (unknown.reported() && length <= MAX_REPORTED) {
        unrecognized.add(new Parameter.Unrecognized(bytes(unknown)));
      }
      if (!unknown.skipped()) {
        break;
      }
    }
    return unrecognized;
  }

  /** The same for an ERROR. */
  static ErrorCause report(List<Parameter> unrecognized) {
    ByteBuf bytes = Unpooled.buffer();
    for (Parameter parameter : unrecognized) {
      if (parameter instanceof Parameter.Unrecognized(Opaque whole)) {
        bytes.writeBytes(whole.bytes()).writeZero(-whole.length() & 3);
      }
    }
    return new ErrorCause.UnrecognizedParameters(new Opaque(ByteBufUtil.getBytes(bytes)));
  }

  /** RFC 9260 section 3.3.2.1.4: who names hosts is refused. */
  static ErrorCause unresolvable(Opening peer) {
    Parameter.HostName host = peer.parameter(Parameter.HostName.class);
    return new ErrorCause.UnresolvableAddress(host == null ? Opaque.EMPTY : host.name());
  }

  private static Opaque bytes(Parameter parameter) {
    ByteBuf bytes = Unpooled.buffer();
    parameter.write(bytes);
    return new Opaque(ByteBufUtil.getBytes(bytes));
  }
}
