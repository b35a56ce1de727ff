package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.parley.media.api.Codec;
import org.parley.media.api.MediaLine;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.RtcpFeedback;
import org.parley.signaling.negotiation.SlotPool.PooledSlot;
import org.parley.signaling.negotiation.sdp.Attribute;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.DataAttribute.MaxMessageSize;
import org.parley.signaling.negotiation.sdp.DataAttribute.SctpMap;
import org.parley.signaling.negotiation.sdp.DataAttribute.SctpPort;
import org.parley.signaling.negotiation.sdp.Flag;
import org.parley.signaling.negotiation.sdp.MediaDescription;
import org.parley.signaling.negotiation.sdp.RtpAttribute.FormatParameters;
import org.parley.signaling.negotiation.sdp.RtpAttribute.RtcpFeedbackLine;
import org.parley.signaling.negotiation.sdp.RtpAttribute.RtpMap;
import org.parley.signaling.negotiation.sdp.StreamAttribute.MediaStreamId;
import org.parley.signaling.negotiation.sdp.StreamAttribute.RtpStreamId;
import org.parley.signaling.negotiation.sdp.StreamAttribute.Simulcast;
import org.parley.signaling.negotiation.sdp.StreamAttribute.Source;
import org.parley.signaling.negotiation.sdp.StreamAttribute.SourceGroup;
import org.parley.signaling.negotiation.sdp.TransportAttribute.MediaId;

/** The m-lines of an answer. */
final class AnswerLines {
  /** RFC 9429 section 5.3.1: with bundle and trickle the port says nothing but "not refused". */
  private static final int DISCARD_PORT = 9;

  /** RFC 8831 section 6.2 leaves it open; this is everybody's. */
  private static final int SCTP_PORT = 5000;

  /** RFC 8831 section 6.2. */
  private static final int SCTP_STREAMS = 65_535;

  private AnswerLines() {}

  static MediaDescription refused(LinePlan.Refused line) {
    List<Attribute> attributes = line.mid() == null ? List.of() : List.of(new MediaId(line.mid()));
    return new MediaDescription(
        line.media(), 0, line.protocol(), line.formats(), new AttributeList(attributes));
  }

  static MediaDescription agreed(LinePlan.Agreed plan, List<Attribute> transport) {
    MediaLine line = plan.line();
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(new MediaId(line.mid()));
    attributes.addAll(transport);
    attributes.add(Flag.RTCP_MUX);
    if (line.reducedSizeRtcp()) {
      attributes.add(Flag.RTCP_RSIZE);
    }
    attributes.add(plan.ours());
    if (plan.allowMixed()) {
      attributes.add(Flag.EXTMAP_ALLOW_MIXED);
    }
    attributes.addAll(plan.extensions());
    line.codecs().forEach(codec -> addCodec(attributes, codec));
    if (!plan.layers().isEmpty()) {
      plan.layers().forEach(layer -> attributes.add(new RtpStreamId(layer.rid(), false)));
      // Paused layers stay so: Chromium starts a layer that the answer does not mark with "~".
      attributes.add(new Simulcast(List.of(), plan.layers()));
    }
    if (plan.slot() != null) {
      boolean rtx = line.codecs().stream().anyMatch(NegotiatedCodec::hasRtx);
      addSlot(attributes, plan.slot(), rtx);
    }
    return header(plan, attributes);
  }

  static MediaDescription data(LinePlan.Data plan, List<Attribute> transport) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(new MediaId(plan.mid()));
    attributes.addAll(transport);
    attributes.add(
        plan.offer().byMap()
            ? new SctpMap(SCTP_PORT, AcceptableData.FORMAT, SCTP_STREAMS)
            : new SctpPort(SCTP_PORT));
    attributes.add(new MaxMessageSize(plan.maxMessageSize()));
    return header(plan, attributes);
  }

  /** The m-line itself with other attributes. */
  static MediaDescription header(LinePlan.Live plan, List<Attribute> attributes) {
    return switch (plan) {
      case LinePlan.Agreed agreed -> header(agreed, attributes);
      case LinePlan.Data data -> {
        String format = data.offer().byMap() ? Integer.toString(SCTP_PORT) : AcceptableData.FORMAT;
        yield new MediaDescription(
            AcceptableData.MEDIA,
            DISCARD_PORT,
            plan.protocol(),
            List.of(format),
            new AttributeList(attributes));
      }
    };
  }

  private static MediaDescription header(LinePlan.Agreed plan, List<Attribute> attributes) {
    List<String> formats = new ArrayList<>();
    for (NegotiatedCodec codec : plan.line().codecs()) {
      formats.add(Integer.toString(codec.payloadType()));
      if (codec.hasRtx()) {
        formats.add(Integer.toString(codec.rtxPayloadType()));
      }
    }
    return new MediaDescription(
        media(plan.line()), DISCARD_PORT, plan.protocol(), formats, new AttributeList(attributes));
  }

  /** The first word of its m-line. */
  static String media(MediaLine line) {
    return line.kind().name().toLowerCase(Locale.ROOT);
  }

  private static void addCodec(List<Attribute> attributes, NegotiatedCodec negotiated) {
    Codec codec = negotiated.codec();
    int payloadType = negotiated.payloadType();
    attributes.add(
        new RtpMap(payloadType, codec.type().encodingName(), codec.clockRate(), codec.channels()));
    for (RtcpFeedback feedback : RtcpFeedback.values()) {
      if (negotiated.feedback().contains(feedback)) {
        attributes.add(new RtcpFeedbackLine(payloadType, feedback.attribute()));
      }
    }
    if (!codec.parameters().isEmpty()) {
      attributes.add(new FormatParameters(payloadType, new TreeMap<>(codec.parameters())));
    }
    if (negotiated.hasRtx()) {
      int rtx = negotiated.rtxPayloadType();
      attributes.add(new RtpMap(rtx, "rtx", codec.clockRate(), 1));
      attributes.add(new FormatParameters(rtx, Map.of("apt", Integer.toString(payloadType))));
    }
  }

  private static void addSlot(List<Attribute> attributes, PooledSlot pooled, boolean rtx) {
    MediaLine.Slot slot = pooled.slot();
    attributes.add(new MediaStreamId(pooled.streamId(), pooled.trackId()));
    if (rtx) {
      attributes.add(
          new SourceGroup(SourceGroup.RETRANSMISSION, List.of(slot.ssrc(), slot.rtxSsrc())));
    }
    addSource(attributes, slot.ssrc(), pooled);
    if (rtx) {
      addSource(attributes, slot.rtxSsrc(), pooled);
    }
  }

  private static void addSource(List<Attribute> attributes, int ssrc, PooledSlot pooled) {
    attributes.add(new Source(ssrc, "cname", pooled.slot().cname()));
    attributes.add(new Source(ssrc, "msid", pooled.streamId() + " " + pooled.trackId()));
  }
}
