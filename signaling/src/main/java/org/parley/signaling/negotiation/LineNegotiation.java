package org.parley.signaling.negotiation;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.Mid;
import org.parley.signaling.negotiation.SlotPool.PooledSlot;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.Direction;
import org.parley.signaling.negotiation.sdp.Flag;
import org.parley.signaling.negotiation.sdp.StreamAttribute.MediaStreamId;
import org.parley.signaling.negotiation.sdp.StreamAttribute.Simulcast.Layer;

/** What flows on the m-lines of one offer. */
final class LineNegotiation {
  private final boolean publish;
  private final int maxMessageSize;
  private final AttributeList session;
  private final Set<Mid> receiving;
  private final SlotPool slots;
  private final TrackNames tracks;
  private final ExtensionNegotiation extensionIds = new ExtensionNegotiation();

  /**
   * @param slots keeps those that go on, loses the others
   */
  LineNegotiation(
      NegotiationPolicy policy,
      AttributeList session,
      List<AcceptableMedia> lines,
      SlotPool slots,
      TrackNames tracks) {
    this.publish = policy.publish();
    this.maxMessageSize = policy.maxMessageSize();
    this.session = session;
    this.slots = slots;
    this.tracks = tracks;
    this.receiving =
        lines.stream()
            .filter(line -> line.direction().receives())
            .limit(policy.subscribe() ? policy.maxSlots() : 0)
            .map(AcceptableMedia::mid)
            .collect(toUnmodifiableSet());
    slots.retain(receiving);
  }

  LinePlan.Live plan(AcceptableLine offer) {
    return switch (offer) {
      case AcceptableMedia media -> plan(media);
      case AcceptableData data -> new LinePlan.Data(data, maxMessageSize);
    };
  }

  private LinePlan.Agreed plan(AcceptableMedia offer) {
    AttributeList attributes = offer.offer().attributes();
    boolean publishes = offer.direction().sends() && publish;
    PooledSlot slot =
        receiving.contains(offer.mid()) ? slots.slot(offer.mid(), offer.kind()) : null;
    Direction ours = Direction.of(slot != null, publishes);
    boolean allowMixed = attributes.has(Flag.EXTMAP_ALLOW_MIXED);
    var extensions =
        extensionIds.negotiate(
            attributes, ours, allowMixed || session.has(Flag.EXTMAP_ALLOW_MIXED));
    boolean ridsReadable =
        extensions.stream()
            .anyMatch(one -> one.extension().type() == HeaderExtensionType.RTP_STREAM_ID);
    boolean simulcast = publishes && offer.kind() == MediaKind.VIDEO && ridsReadable;
    List<Layer> layers = simulcast ? OfferedStreams.layers(attributes) : List.of();
    MediaLine line =
        new MediaLine(
            offer.mid(),
            offer.kind(),
            publishes ? tracks.of(offer.mid()) : null,
            slot == null ? null : slot.slot(),
            offer.codecs(),
            extensions.stream().map(ExtensionNegotiation.Agreed::extension).toList(),
            layers.stream().map(Layer::rid).toList(),
            publishes ? OfferedStreams.sources(attributes) : List.of(),
            attributes.has(Flag.RTCP_RSIZE));
    return new LinePlan.Agreed(
        offer.offer().protocol(),
        ours,
        line,
        slot,
        layers,
        streamId(attributes),
        extensions.stream().map(ExtensionNegotiation.Agreed::answer).toList(),
        allowMixed);
  }

  /** RFC 8830 section 2: {@code -} is a track without a stream. */
  private static @Nullable String streamId(AttributeList attributes) {
    MediaStreamId id = attributes.first(MediaStreamId.class);
    return id == null || id.stream().equals("-") ? null : id.stream();
  }
}
