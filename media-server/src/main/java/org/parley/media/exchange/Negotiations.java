package org.parley.media.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.datachannel.Reliability;
import org.parley.media.sctp.Deadline;

/**
 * Channels that a member uses by number without opening them (RFC 8831 section 6.4), and what comes
 * on one before we are told of it.
 */
final class Negotiations {
  private final Member member;
  private final Lines lines;
  private final Exchange exchange;

  /** As told last. */
  private Map<Integer, NegotiatedChannel> wanted = Map.of();

  private final Map<Integer, NegotiatedChannel> open = new HashMap<>();

  /** Wanted while their number was in use. */
  private final Set<Integer> blocked = new HashSet<>();

  private final Unclaimed unclaimed = new Unclaimed();

  Negotiations(Member member, Lines lines, Exchange exchange) {
    this.member = member;
    this.lines = lines;
    this.exchange = exchange;
  }

  void want(List<NegotiatedChannel> channels) {
    Map<Integer, NegotiatedChannel> byId = new HashMap<>();
    channels.forEach(channel -> byId.put(channel.id(), channel));
    wanted = byId;
  }

  /** Closes what is not wanted any more and opens what is. */
  void apply(DataChannels channels) {
    for (int id : unwanted()) {
      Line line = lines.get(id);
      if (line != null) {
        lines.finish(line);
      } else {
        channels.close(id);
      }
    }
    open(channels);
  }

  /** Numbers of channels that are not wanted any more, or not as they are. */
  private List<Integer> unwanted() {
    List<Integer> unwanted = new ArrayList<>();
    open.forEach(
        (id, channel) -> {
          if (!channel.equals(wanted.get(id))) {
            unwanted.add(id);
          }
        });
    return unwanted;
  }

  /** Opens what is wanted; what has a number that is in use waits for {@link #onClosed}. */
  void open(DataChannels channels) {
    blocked.clear();
    for (NegotiatedChannel channel : wanted.values()) {
      if (!channel.equals(open.get(channel.id())) && !open(channels, channel)) {
        blocked.add(channel.id());
      }
    }
    if (channels.channels() >= exchange.limits().channels()) {
      refuseBlocked();
    }
  }

  private void refuseBlocked() {
    for (NegotiatedChannel channel : wanted.values()) {
      // Those whose number is in use wait for it.
      if (blocked.contains(channel.id()) && lines.get(channel.id()) == null) {
        lines.refuse(channel.id(), channel.label());
      }
    }
  }

  private boolean open(DataChannels channels, NegotiatedChannel channel) {
    boolean opened = channels.openNegotiated(channel.id(), options(channel));
    if (opened) {
      open.put(channel.id(), channel);
    }
    return opened;
  }

  /** A channel is there; if it was negotiated, it has what came on it before. */
  void onOpened(int id, long nowNanos) {
    NegotiatedChannel channel = open.get(id);
    if (channel != null && lines.get(id) == null) {
      lines.open(id, options(channel), nowNanos);
      unclaimed.claim(id).forEach(message -> lines.onMessage(message, nowNanos));
    }
  }

  /** The number is free. */
  void onClosed(int id, DataChannels channels) {
    open.remove(id);
    NegotiatedChannel channel = wanted.get(id);
    if (channel != null && blocked.remove(id)) {
      open(channels, channel);
    }
  }

  /**
   * Keeps a message until its channel is told of. If it has been, and was closed since, the peer
   * uses the number again.
   */
  void add(ChannelEvent.Message message, DataChannels channels, long nowNanos) {
    unclaimed.add(message, nowNanos);
    NegotiatedChannel channel = wanted.get(message.channel());
    if (channel != null && open.get(message.channel()) == null) {
      open(channels, channel);
    }
  }

  /** Drops messages that nobody claimed in time. */
  void expire(long nowNanos) {
    for (ChannelEvent.Message late = unclaimed.pollExpired(nowNanos);
        late != null;
        late = unclaimed.pollExpired(nowNanos)) {
      drop(late);
    }
  }

  private void drop(ChannelEvent.Message message) {
    exchange.counts().add(DataCounter.DROPPED_UNCLAIMED, 1);
    member.release(message);
  }

  /** The peer has begun anew: what is wanted is to be opened again. */
  void onRestarted(DataChannels channels) {
    unclaimed.takeAll().forEach(this::drop);
    open(channels);
  }

  /** The association is over. */
  void clear() {
    unclaimed.takeAll().forEach(member::release);
    open.clear();
  }

  /** Whether no message waits for its channel. */
  boolean clean() {
    return unclaimed.isEmpty();
  }

  /** Of messages that wait for their channels. */
  Deadline deadline() {
    return unclaimed.deadline();
  }

  private static ChannelOptions options(NegotiatedChannel channel) {
    Reliability reliability =
        channel.maxRetransmits() != null
            ? new Reliability.Retransmits(channel.maxRetransmits())
            : channel.maxLifetimeMillis() != null
                ? new Reliability.Lifetime(channel.maxLifetimeMillis())
                : new Reliability.Reliable();
    return new ChannelOptions(
        channel.label(), channel.protocol(), channel.ordered(), reliability, ChannelOptions.NORMAL);
  }
}
