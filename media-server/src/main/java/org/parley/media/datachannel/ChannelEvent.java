package org.parley.media.datachannel;

import org.parley.media.sctp.association.AssociationEvent;

/** What data channels have to tell, in this order. Channels go by the numbers of their streams. */
public sealed interface ChannelEvent {

  /** The association is up; channels that were opened before are on their way. */
  record Connected() implements ChannelEvent {}

  /** The peer has opened a channel: it can be used. */
  record OpenedByPeer(int channel, ChannelOptions options) implements ChannelEvent {}

  /** The peer wanted to open one channel more than it may have: it is closed. */
  record Refused(int channel, ChannelOptions options) implements ChannelEvent {}

  /** A channel that we opened can be used, as the peer confirms. */
  record Opened(int channel) implements ChannelEvent {}

  /**
   * A message; it takes a part of the window until {@link DataChannels#release}.
   *
   * @param receipt for the release
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Message(
      int channel, boolean text, byte[] payload, AssociationEvent.MessageReceived receipt)
      implements ChannelEvent {}

  /**
   * A message with a number that no channel has: it may belong to a channel that is to be told of
   * by other means. It takes a part of the window until it is released, as others do.
   */
  record Unclaimed(Message message) implements ChannelEvent {}

  /** What the channel has buffered fell to the threshold that was set for it. */
  record BufferedAmountLow(int channel) implements ChannelEvent {}

  /** The channel is no more, whoever closed it; its number may be used again. */
  record Closed(int channel) implements ChannelEvent {}

  /**
   * The peer began anew: channels that were are closed, as told before, and channels that both
   * sides know of by other means are to be opened again.
   */
  record Restarted() implements ChannelEvent {}

  /** The end of the association and of all channels; nothing follows. */
  record Ended(AssociationEvent.Cause cause, String reason) implements ChannelEvent {}
}
