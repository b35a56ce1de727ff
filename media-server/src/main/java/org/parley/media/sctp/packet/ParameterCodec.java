package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of parameters (RFC 9260 section 3.2.1).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             type              |            length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * outgoing reset:   request number, response number, last TSN, streams of 16 bits
 * incoming reset:   request number, streams of 16 bits
 * response:         request number, result, optionally the sender's and receiver's next TSN
 * add streams:      request number, count of 16 bits, 16 bits reserved
 * </pre>
 */
final class ParameterCodec {
  private static final int HEARTBEAT_INFO = 1;
  private static final int IPV4_ADDRESS = 5;
  private static final int IPV6_ADDRESS = 6;
  private static final int STATE_COOKIE = 7;
  private static final int UNRECOGNIZED = 8;
  private static final int COOKIE_PRESERVATIVE = 9;
  private static final int HOST_NAME = 11;
  private static final int SUPPORTED_ADDRESS_TYPES = 12;
  private static final int OUTGOING_RESET = 13;
  private static final int INCOMING_RESET = 14;
  private static final int ASSOCIATION_RESET = 15;
  private static final int RECONFIG_RESPONSE = 16;
  private static final int ADD_OUTGOING_STREAMS = 17;
  private static final int ADD_INCOMING_STREAMS = 18;
  private static final int ZERO_CHECKSUM = 0x8001;
  private static final int SUPPORTED_EXTENSIONS = 0x8008;
  private static final int FORWARD_TSN_SUPPORTED = 0xC000;

  private ParameterCodec() {}

  static @Nullable Parameter read(int type, ByteBuf in, int from, int to) {
    int length = to - from;
    return switch (type) {
      case HEARTBEAT_INFO -> new Parameter.HeartbeatInfo(Opaque.read(in, from, to));
      case IPV4_ADDRESS -> length == 4 ? new Parameter.Ipv4Address(in.getInt(from)) : null;
      case IPV6_ADDRESS ->
          length == 16 ? new Parameter.Ipv6Address(in.getLong(from), in.getLong(from + 8)) : null;
      case STATE_COOKIE -> new Parameter.StateCookie(Opaque.read(in, from, to));
      case UNRECOGNIZED -> new Parameter.Unrecognized(Opaque.read(in, from, to));
      case COOKIE_PRESERVATIVE ->
          length == 4 ? new Parameter.CookiePreservative(in.getInt(from)) : null;
      case HOST_NAME -> new Parameter.HostName(Opaque.read(in, from, to));
      case SUPPORTED_ADDRESS_TYPES ->
          length % 2 == 0 ? new Parameter.SupportedAddressTypes(shorts(in, from, to)) : null;
      case OUTGOING_RESET ->
          length >= 12 && length % 2 == 0
              ? new Parameter.OutgoingReset(
                  in.getInt(from),
                  in.getInt(from + 4),
                  in.getInt(from + 8),
                  shorts(in, from + 12, to))
              : null;
      case INCOMING_RESET ->
          length >= 4 && length % 2 == 0
              ? new Parameter.IncomingReset(in.getInt(from), shorts(in, from + 4, to))
              : null;
      case ASSOCIATION_RESET ->
          length == 4 ? new Parameter.AssociationReset(in.getInt(from)) : null;
      case RECONFIG_RESPONSE -> response(in, from, length);
      case ADD_OUTGOING_STREAMS ->
          length == 8
              ? new Parameter.AddOutgoingStreams(in.getInt(from), in.getUnsignedShort(from + 4))
              : null;
      case ADD_INCOMING_STREAMS ->
          length == 8
              ? new Parameter.AddIncomingStreams(in.getInt(from), in.getUnsignedShort(from + 4))
              : null;
      case ZERO_CHECKSUM ->
          length == 4 ? new Parameter.ZeroChecksumAcceptable(in.getInt(from)) : null;
      case SUPPORTED_EXTENSIONS -> new Parameter.SupportedExtensions(bytes(in, from, to));
      case FORWARD_TSN_SUPPORTED -> length == 0 ? new Parameter.ForwardTsnSupported() : null;
      default -> new Parameter.Unknown(type, Opaque.read(in, from, to));
    };
  }

  private static @Nullable Parameter response(ByteBuf in, int from, int length) {
    if (length != 8 && length != 16) {
      return null;
    }
    return new Parameter.ReconfigResponse(
        in.getInt(from),
        in.getInt(from + 4),
        length == 8 ? null : new Parameter.NextTsns(in.getInt(from + 8), in.getInt(from + 12)));
  }

  private static List<Integer> shorts(ByteBuf in, int from, int to) {
    List<Integer> values = new ArrayList<>((to - from) / 2);
    for (int at = from; at < to; at += 2) {
      values.add(in.getUnsignedShort(at));
    }
    return values;
  }

  private static List<Integer> bytes(ByteBuf in, int from, int to) {
    List<Integer> values = new ArrayList<>(to - from);
    for (int at = from; at < to; at++) {
      values.add((int) in.getUnsignedByte(at));
    }
    return values;
  }

  static void write(ByteBuf out, Parameter parameter) {
    int start = Tlv.begin(out, type(parameter));
    switch (parameter) {
      case Parameter.HeartbeatInfo(Opaque info) -> info.write(out);
      case Parameter.Ipv4Address(int address) -> out.writeInt(address);
      case Parameter.Ipv6Address(long high, long low) -> out.writeLong(high).writeLong(low);
      case Parameter.StateCookie(Opaque cookie) -> cookie.write(out);
      case Parameter.Unrecognized(Opaque whole) -> whole.write(out);
      case Parameter.CookiePreservative(int millis) -> out.writeInt(millis);
      case Parameter.HostName(Opaque name) -> name.write(out);
      case Parameter.SupportedAddressTypes(List<Integer> types) -> types.forEach(out::writeShort);
      case Parameter.OutgoingReset reset -> {
        out.writeInt(reset.requestNumber()).writeInt(reset.responseNumber());
        out.writeInt(reset.lastTsn());
        reset.streams().forEach(out::writeShort);
      }
      case Parameter.IncomingReset(int number, List<Integer> streams) -> {
        out.writeInt(number);
        streams.forEach(out::writeShort);
      }
      case Parameter.AssociationReset(int number) -> out.writeInt(number);
      case Parameter.ReconfigResponse(int number, int result, Parameter.NextTsns tsns) -> {
        out.writeInt(number).writeInt(result);
        if (tsns != null) {
          out.writeInt(tsns.sender()).writeInt(tsns.receiver());
        }
      }
      case Parameter.AddOutgoingStreams(int number, int count) ->
          out.writeInt(number).writeShort(count).writeShort(0);
      case Parameter.AddIncomingStreams(int number, int count) ->
          out.writeInt(number).writeShort(count).writeShort(0);
      case Parameter.ZeroChecksumAcceptable(int method) -> out.writeInt(method);
      case Parameter.SupportedExtensions(List<Integer> types) -> types.forEach(out::writeByte);
      case Parameter.ForwardTsnSupported _ -> {}
      case Parameter.Unknown unknown -> unknown.value().write(out);
    }
    Tlv.end(out, start);
  }

  private static int type(Parameter parameter) {
    return switch (parameter) {
      case Parameter.HeartbeatInfo _ -> HEARTBEAT_INFO;
      case Parameter.Ipv4Address _ -> IPV4_ADDRESS;
      case Parameter.Ipv6Address _ -> IPV6_ADDRESS;
      case Parameter.StateCookie _ -> STATE_COOKIE;
      case Parameter.Unrecognized _ -> UNRECOGNIZED;
      case Parameter.CookiePreservative _ -> COOKIE_PRESERVATIVE;
      case Parameter.HostName _ -> HOST_NAME;
      case Parameter.SupportedAddressTypes _ -> SUPPORTED_ADDRESS_TYPES;
      case Parameter.OutgoingReset _ -> OUTGOING_RESET;
      case Parameter.IncomingReset _ -> INCOMING_RESET;
      case Parameter.AssociationReset _ -> ASSOCIATION_RESET;
      case Parameter.ReconfigResponse _ -> RECONFIG_RESPONSE;
      case Parameter.AddOutgoingStreams _ -> ADD_OUTGOING_STREAMS;
      case Parameter.AddIncomingStreams _ -> ADD_INCOMING_STREAMS;
      case Parameter.ZeroChecksumAcceptable _ -> ZERO_CHECKSUM;
      case Parameter.SupportedExtensions _ -> SUPPORTED_EXTENSIONS;
      case Parameter.ForwardTsnSupported _ -> FORWARD_TSN_SUPPORTED;
      case Parameter.Unknown unknown -> unknown.type();
    };
  }
}
