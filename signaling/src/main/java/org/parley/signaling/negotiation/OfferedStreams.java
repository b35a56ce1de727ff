package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.parley.media.api.MediaLine.DeclaredSource;
import org.parley.media.api.Rid;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.StreamAttribute.RtpStreamId;
import org.parley.signaling.negotiation.sdp.StreamAttribute.Simulcast;
import org.parley.signaling.negotiation.sdp.StreamAttribute.Simulcast.Layer;
import org.parley.signaling.negotiation.sdp.StreamAttribute.Source;
import org.parley.signaling.negotiation.sdp.StreamAttribute.SourceGroup;

/** Which streams an m-line announces that the peer will send. */
final class OfferedStreams {
  private static final int MAX_LAYERS = 3;
  private static final int MAX_SOURCES = 16;

  private OfferedStreams() {}

  /** The first three simulcast layers (RFC 8853 section 5.1), in the order of the offer. */
  static List<Layer> layers(AttributeList offer) {
    Simulcast simulcast = offer.first(Simulcast.class);
    if (simulcast == null) {
      return List.of();
    }
    Set<Rid> declared =
        offer.of(RtpStreamId.class).stream()
            .filter(RtpStreamId::send)
            .map(RtpStreamId::rid)
            .collect(Collectors.toSet());
    // RFC 8853 section 5.2: a stream without its a=rid line is to be ignored.
    Set<Rid> seen = new HashSet<>();
    return simulcast.send().stream()
        .filter(layer -> declared.contains(layer.rid()) && seen.add(layer.rid()))
        .limit(MAX_LAYERS)
        .toList();
  }

  /**
   * SSRCs by {@code a=ssrc} and {@code a=ssrc-group} (RFC 5576): simulcast of the time before rids
   * in the order of its group, otherwise in the order of the lines.
   */
  static List<DeclaredSource> sources(AttributeList offer) {
    Set<Integer> declared =
        offer.of(Source.class).stream()
            .map(Source::ssrc)
            .filter(ssrc -> ssrc != 0)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<Integer, Integer> retransmissions = new HashMap<>();
    Set<Integer> secondary = new HashSet<>();
    Set<Integer> ordered = new LinkedHashSet<>();
    for (SourceGroup group : offer.of(SourceGroup.class)) {
      List<Integer> ssrcs = group.ssrcs();
      if (group.semantics().equals(SourceGroup.SIMULCAST)) {
        ordered.addAll(ssrcs);
      } else if (ssrcs.size() == 2) {
        // The second of FID repeats, that of FEC-FR (RFC 5956) repairs the first.
        secondary.add(ssrcs.get(1));
        if (group.semantics().equals(SourceGroup.RETRANSMISSION)) {
          retransmissions.putIfAbsent(ssrcs.get(0), ssrcs.get(1));
        }
      }
    }
    ordered.retainAll(declared);
    ordered.addAll(declared);
    ordered.removeAll(secondary);
    List<DeclaredSource> sources = new ArrayList<>();
    for (int ssrc : ordered) {
      if (sources.size() < MAX_SOURCES) {
        sources.add(new DeclaredSource(ssrc, retransmissions.get(ssrc)));
      }
    }
    return sources;
  }
}
