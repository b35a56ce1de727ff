package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.List;
import org.parley.media.api.Mid;
import org.parley.signaling.negotiation.sdp.Attribute;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.Flag;
import org.parley.signaling.negotiation.sdp.IceAttribute;
import org.parley.signaling.negotiation.sdp.MediaDescription;
import org.parley.signaling.negotiation.sdp.Origin;
import org.parley.signaling.negotiation.sdp.SdpFragment;
import org.parley.signaling.negotiation.sdp.SessionDescription;
import org.parley.signaling.negotiation.sdp.TransportAttribute.CertificateFingerprint;
import org.parley.signaling.negotiation.sdp.TransportAttribute.Group;
import org.parley.signaling.negotiation.sdp.TransportAttribute.MediaId;
import org.parley.signaling.negotiation.sdp.TransportAttribute.Setup;

/**
 * What the answer will say but for what only the media plane knows.
 *
 * @param bundle the mids of the accepted m-lines, the one that carries the transport first
 * @param grouped whether they stand in a group; a single m-line need not
 * @param allowMixed whether the offer allows mixed header extensions for the whole session
 * @param trickle whether the peer announced that it trickles (RFC 8840 section 8.1)
 */
record AnswerPlan(
    Origin origin,
    List<Mid> bundle,
    boolean grouped,
    boolean allowMixed,
    boolean trickle,
    List<LinePlan> lines) {

  AnswerPlan {
    bundle = List.copyOf(bundle);
    lines = List.copyOf(lines);
  }

  String answer(LocalDescription local) {
    List<Attribute> session = new ArrayList<>();
    session.add(Flag.ICE_LITE);
    if (trickle) {
      // RFC 9429 section 5.3.1; Firefox looks for it at the session only.
      session.add(new IceAttribute.Options(List.of(IceAttribute.Options.TRICKLE)));
    }
    if (grouped) {
      session.add(new Group(Group.BUNDLE, bundle));
    }
    if (allowMixed) {
      session.add(Flag.EXTMAP_ALLOW_MIXED);
    }
    List<MediaDescription> media =
        lines.stream()
            .map(
                line ->
                    switch (line) {
                      case LinePlan.Refused refused -> AnswerLines.refused(refused);
                      case LinePlan.Agreed agreed ->
                          AnswerLines.agreed(agreed, transport(agreed.mid(), local));
                      case LinePlan.Data data ->
                          AnswerLines.data(data, transport(data.mid(), local));
                    })
            .toList();
    return new SessionDescription(origin, new AttributeList(session), media).write();
  }

  /**
   * RFC 8843 section 7.3 wants transport attributes on the first m-line of the bundle alone; older
   * stacks look for credentials and fingerprint on each, and the browsers take both. Candidates
   * stand on the first alone.
   */
  private List<Attribute> transport(Mid mid, LocalDescription local) {
    List<Attribute> attributes = new ArrayList<>(credentials(local));
    attributes.add(new CertificateFingerprint(local.fingerprint()));
    // RFC 8842 section 5.3: to actpass and to active alike.
    attributes.add(Setup.PASSIVE);
    if (mid.equals(bundle.getFirst())) {
      attributes.addAll(candidates(local));
    }
    return attributes;
  }

  String restartFragment(LocalDescription local) {
    List<Attribute> session = new ArrayList<>(List.of(Flag.ICE_LITE));
    if (grouped) {
      session.add(new Group(Group.BUNDLE, bundle));
    }
    List<MediaDescription> media =
        lines.stream()
            .filter(LinePlan.Live.class::isInstance)
            .map(LinePlan.Live.class::cast)
            .filter(live -> live.mid().equals(bundle.getFirst()))
            .map(live -> restartLine(live, local))
            .toList();
    return new SdpFragment(new AttributeList(session), media).write();
  }

  private static MediaDescription restartLine(LinePlan.Live live, LocalDescription local) {
    List<Attribute> attributes = new ArrayList<>(List.of(new MediaId(live.mid())));
    attributes.addAll(credentials(local));
    attributes.addAll(candidates(local));
    return AnswerLines.header(live, attributes);
  }

  private static List<Attribute> credentials(LocalDescription local) {
    return List.of(
        new IceAttribute.UserFragment(local.ice().ufrag()),
        new IceAttribute.Password(local.ice().password()));
  }

  private static List<Attribute> candidates(LocalDescription local) {
    List<Attribute> attributes = new ArrayList<>();
    local.candidates().forEach(one -> attributes.add(new IceAttribute.Candidate(one)));
    attributes.add(Flag.END_OF_CANDIDATES);
    return attributes;
  }
}
