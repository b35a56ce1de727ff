package org.parley.media.sctp.association;

import java.util.ArrayList;
import java.util.List;
import org.parley.media.sctp.packet.ChunkType;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.Parameter;

/**
 * What both sides understand.
 *
 * @param outboundStreams that we may send on
 * @param inboundStreams that the peer may send on
 * @param partialReliability FORWARD-TSN (RFC 3758)
 * @param interleaving I-DATA (RFC 8260)
 * @param reconfiguration RE-CONFIG (RFC 6525)
 * @param zeroChecksum the peer accepts packets without one (RFC 9653)
 */
record Agreement(
    int outboundStreams,
    int inboundStreams,
    boolean partialReliability,
    boolean interleaving,
    boolean reconfiguration,
    boolean zeroChecksum) {

  /** What we offer in INIT. */
  static List<Parameter> offer(AssociationConfig config) {
    List<Integer> types = new ArrayList<>();
    types.add(ChunkType.RE_CONFIG);
    types.add(ChunkType.FORWARD_TSN);
    if (config.extensions().interleaving()) {
      types.add(ChunkType.I_DATA);
      types.add(ChunkType.I_FORWARD_TSN);
    }
    List<Parameter> offered = new ArrayList<>();
    offered.add(new Parameter.ForwardTsnSupported());
    offered.add(new Parameter.SupportedExtensions(types));
    return offered;
  }

  /**
   * What we answer in INIT-ACK. Zero checksums are offered to nobody who does not: some refuse
   * everything because of a parameter that they do not know.
   */
  static List<Parameter> answer(AssociationConfig config, Opening peer) {
    List<Parameter> answered = offer(config);
    if (config.extensions().zeroChecksum() && acceptsZero(peer)) {
      answered.add(
          new Parameter.ZeroChecksumAcceptable(Parameter.ZeroChecksumAcceptable.OVER_DTLS));
    }
    return answered;
  }

  private static boolean acceptsZero(Opening peer) {
    Parameter.ZeroChecksumAcceptable zero = peer.parameter(Parameter.ZeroChecksumAcceptable.class);
    return zero != null && zero.method() == Parameter.ZeroChecksumAcceptable.OVER_DTLS;
  }

  static Agreement of(AssociationConfig config, Opening peer) {
    Parameter.SupportedExtensions extensions = peer.parameter(Parameter.SupportedExtensions.class);
    List<Integer> types = extensions == null ? List.of() : extensions.chunkTypes();
    boolean forwardTsn =
        peer.parameter(Parameter.ForwardTsnSupported.class) != null
            || types.contains(ChunkType.FORWARD_TSN);
    // RFC 8260 section 2.2.1: who supports I-DATA and FORWARD-TSN supports I-FORWARD-TSN.
    boolean interleaving = config.extensions().interleaving() && types.contains(ChunkType.I_DATA);
    return new Agreement(
        Math.min(config.streams(), peer.inboundStreams()),
        Math.min(config.streams(), peer.outboundStreams()),
        interleaving ? types.contains(ChunkType.I_FORWARD_TSN) : forwardTsn,
        interleaving,
        types.contains(ChunkType.RE_CONFIG),
        config.extensions().zeroChecksum() && acceptsZero(peer));
  }

  int flags() {
    return (partialReliability ? 1 : 0)
        | (interleaving ? 2 : 0)
        | (reconfiguration ? 4 : 0)
        | (zeroChecksum ? 8 : 0);
  }

  static Agreement of(int outboundStreams, int inboundStreams, int flags) {
    return new Agreement(
        outboundStreams,
        inboundStreams,
        (flags & 1) != 0,
        (flags & 2) != 0,
        (flags & 4) != 0,
        (flags & 8) != 0);
  }
}
