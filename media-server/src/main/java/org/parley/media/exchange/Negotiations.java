package org.parley.media.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.datachannel.Reliability;
import org.parley.media.sctp.Deadline;

/**
 * Channels that a member uses by number without opening them (RFC 8831 section 6.4), and messages
 * that came on one before we were told of it.
 */
final class Negotiations {
  private static final long UNCLAIMED_NANOS = 5_000_000_000L;

  private record Unclaimed(ChannelEvent.Message message, long untilNanos) {}

  /** As told last. */
  private Map<Integer, NegotiatedChannel> wanted = Map.of();

  private final Map<Integer, NegotiatedChannel> open = new HashMap<>();

  /** Wanted while their number was in use. */
  private final Set<Integer> blocked = new HashSet<>();

  private final ArrayDeque<Unclaimed> unclaimed = new ArrayDeque<>(2);
  private final Deadline deadline = new Deadline();

  void want(List<NegotiatedChannel> channels) {
    Map<Integer, NegotiatedChannel> byId = new HashMap<>();
    channels.forEach(channel -> byId.put(channel.id(), channel));
    wanted = byId;
  }

  /** Numbers of channels that are not wanted any more, or not as they are. */
  List<Integer> unwanted() {
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
  }

  private boolean open(DataChannels channels, NegotiatedChannel channel) {
    boolean opened = channels.openNegotiated(channel.id(), options(channel));
    if (opened) {
      open.put(channel.id(), channel);
    }
    return opened;
  }

  /** What is wanted and could not be opened now. */
  List<NegotiatedChannel> blocked() {
    return wanted.values().stream().filter(channel -> blocked.contains(channel.id())).toList();
  }

  /** What the open channel of that number is like; null if it was not negotiated. */
  @Nullable ChannelOptions optionsOf(int id) {
    NegotiatedChannel channel = open.get(id);
    return channel == null ? null : options(channel);
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
    if (unclaimed.isEmpty()) {
      deadline.arm(nowNanos + UNCLAIMED_NANOS);
    }
    unclaimed.add(new Unclaimed(message, nowNanos + UNCLAIMED_NANOS));
    NegotiatedChannel channel = wanted.get(message.channel());
    if (channel != null && open.get(message.channel()) == null) {
      open(channels, channel);
    }
  }

  /** The messages that came on a channel before it was open. */
  List<ChannelEvent.Message> claim(int id) {
    if (unclaimed.isEmpty()) {
      return List.of();
    }
    List<ChannelEvent.Message> claimed = new ArrayList<>();
    for (Iterator<Unclaimed> all = unclaimed.iterator(); all.hasNext(); ) {
      ChannelEvent.Message message = all.next().message;
      if (message.channel() == id) {
        claimed.add(message);
        all.remove();
      }
    }
    rearm();
    return claimed;
  }

  /** The next message that nobody claimed in time. */
  ChannelEvent.@Nullable Message pollExpired(long nowNanos) {
    Unclaimed first = unclaimed.peek();
    if (first == null || nowNanos - first.untilNanos < 0) {
      return null;
    }
    unclaimed.remove();
    rearm();
    return first.message;
  }

  private void rearm() {
    Unclaimed first = unclaimed.peek();
    if (first == null) {
      deadline.disarm();
    } else {
      deadline.arm(first.untilNanos);
    }
  }

  /** All messages that wait for their channels, which will not be. */
  List<ChannelEvent.Message> takeUnclaimed() {
    List<ChannelEvent.Message> taken = new ArrayList<>(unclaimed.size());
    unclaimed.forEach(each -> taken.add(each.message));
    unclaimed.clear();
    deadline.disarm();
    return taken;
  }

  /** The association is over. */
  void clear() {
    open.clear();
  }

  int unclaimed() {
    return unclaimed.size();
  }

  Deadline deadline() {
    return deadline;
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
