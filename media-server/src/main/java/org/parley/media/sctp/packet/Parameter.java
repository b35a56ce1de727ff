package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of INIT, INIT-ACK, HEARTBEAT or RE-CONFIG (RFC 9260 section 3.2.1); {@link
 * ParameterCodec} has their forms.
 */
public sealed interface Parameter {
  static @Nullable List<Parameter> readAll(ByteBuf in, int from, int to) {
    return Tlv.readAll(in, from, to, ParameterCodec::read);
  }

  default void write(ByteBuf out) {
    ParameterCodec.write(out, this);
  }

  /** RFC 9260 section 3.3.5. */
  record HeartbeatInfo(Opaque info) implements Parameter {}

  /** RFC 9260 section 3.3.2.1.1; over DTLS without meaning (RFC 8261 section 6.1). */
  record Ipv4Address(int address) implements Parameter {}

  /** RFC 9260 section 3.3.2.1.2; over DTLS without meaning. */
  record Ipv6Address(long high, long low) implements Parameter {}

  /** RFC 9260 section 3.3.3.1.1. */
  record StateCookie(Opaque cookie) implements Parameter {}

  /** A parameter of the INIT, whole, that was not understood (RFC 9260 section 3.3.3.1.2). */
  record Unrecognized(Opaque parameter) implements Parameter {}

  /** Wishes a longer life for the cookie, by so many ms (RFC 9260 section 3.3.2.1.3). */
  record CookiePreservative(int incrementMillis) implements Parameter {}

  /** Deprecated: nobody may send it, and nobody resolves it (RFC 9260 section 3.3.2.1.4). */
  record HostName(Opaque name) implements Parameter {}

  /** RFC 9260 section 3.3.2.1.5. */
  record SupportedAddressTypes(List<Integer> types) implements Parameter {
    public SupportedAddressTypes {
      types = List.copyOf(types);
    }
  }

  /** Packets with a checksum of zero are welcome (RFC 9653 section 4). */
  record ZeroChecksumAcceptable(int method) implements Parameter {
    /** The alternate error detection method that is a lower layer of DTLS. */
    public static final int OVER_DTLS = 1;
  }

  /** Types of chunks beyond RFC 9260 (RFC 5061 section 4.2.7). */
  record SupportedExtensions(List<Integer> chunkTypes) implements Parameter {
    public SupportedExtensions {
      chunkTypes = List.copyOf(chunkTypes);
    }
  }

  /** RFC 3758 section 3.1. */
  record ForwardTsnSupported() implements Parameter {}

  /**
   * The sender's outgoing streams begin anew (RFC 6525 section 4.1).
   *
   * @param requestNumber of this request
   * @param responseNumber of the request that it answers, if it does; else the last one's
   * @param lastTsn the last one that the sender has used before
   * @param streams none means all
   */
  record OutgoingReset(int requestNumber, int responseNumber, int lastTsn, List<Integer> streams)
      implements Parameter {
    public OutgoingReset {
      streams = List.copyOf(streams);
    }
  }

  /** Asks the receiver to reset its outgoing streams (RFC 6525 section 4.2). */
  record IncomingReset(int requestNumber, List<Integer> streams) implements Parameter {
    public IncomingReset {
      streams = List.copyOf(streams);
    }
  }

  /** Asks to begin all streams and TSNs anew (RFC 6525 section 4.3). */
  record AssociationReset(int requestNumber) implements Parameter {}

  /**
   * Answers a request of RE-CONFIG (RFC 6525 section 4.4).
   *
   * @param requestNumber of the request
   * @param tsns of an answer to {@link AssociationReset}
   */
  record ReconfigResponse(int requestNumber, int result, @Nullable NextTsns tsns)
      implements Parameter {
    public static final int NOTHING_TO_DO = 0;
    public static final int PERFORMED = 1;
    public static final int DENIED = 2;
    public static final int WRONG_SSN = 3;
    public static final int ALREADY_IN_PROGRESS = 4;
    public static final int BAD_SEQUENCE_NUMBER = 5;
    public static final int IN_PROGRESS = 6;

    public ReconfigResponse(int requestNumber, int result) {
      this(requestNumber, result, null);
    }

    public boolean performed() {
      return result == PERFORMED;
    }
  }

  /** The TSNs that both sides are to use next. */
  record NextTsns(int sender, int receiver) {}

  /** The sender wishes more outgoing streams (RFC 6525 section 4.5). */
  record AddOutgoingStreams(int requestNumber, int count) implements Parameter {}

  /** Asks the receiver to add outgoing streams (RFC 6525 section 4.6). */
  record AddIncomingStreams(int requestNumber, int count) implements Parameter {}

  /** One that this codec does not know. */
  record Unknown(int type, Opaque value) implements Parameter {
    /** RFC 9260 section 3.2.1: the highest bit says whether to go on after it. */
    public boolean skipped() {
      return (type & 0x8000) != 0;
    }

    /** The bit below says whether it is to be reported. */
    public boolean reported() {
      return (type & 0x4000) != 0;
    }
  }
}
