package org.parley.media.exchange;

import org.parley.media.datachannel.ChannelCounter;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.sctp.association.AssociationCounter;

/** How far the counts of one member's association were read. */
final class Reading {
  private static final ChannelCounter[] OF_CHANNELS = ChannelCounter.values();
  private static final AssociationCounter[] OF_ASSOCIATION = AssociationCounter.values();

  private final DataChannels from;
  private final long[] channels = new long[OF_CHANNELS.length];
  private final long[] association = new long[OF_ASSOCIATION.length];

  Reading(DataChannels from) {
    this.from = from;
  }

  /** Adds what was counted since the last time. */
  void addTo(ExchangeCounts counts) {
    for (ChannelCounter counter : OF_CHANNELS) {
      long count = from.count(counter);
      counts.add(name(counter), count - channels[counter.ordinal()]);
      channels[counter.ordinal()] = count;
    }
    for (AssociationCounter counter : OF_ASSOCIATION) {
      long count = from.associationCounters().count(counter);
      counts.add(counter, count - association[counter.ordinal()]);
      association[counter.ordinal()] = count;
    }
  }

  private static DataCounter name(ChannelCounter counter) {
    return switch (counter) {
      case CHANNELS_REFUSED -> DataCounter.CHANNELS_REFUSED;
      case UNCLAIMED -> DataCounter.MESSAGES_UNCLAIMED;
      case DROPPED_NO_CHANNEL -> DataCounter.DROPPED_NO_CHANNEL;
      case DROPPED_PROTOCOL -> DataCounter.DROPPED_PROTOCOL;
    };
  }
}
