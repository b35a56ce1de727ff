package org.parley.media.datachannel;

import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.Channel.Closing;
import org.parley.media.datachannel.Channel.Open;
import org.parley.media.datachannel.Channel.Opening;
import org.parley.media.sctp.association.Association;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;

/** What arrives: messages, and those by which the peer opens channels (RFC 8832). */
final class Reception {
  private static final byte[] EMPTY = new byte[0];

  private final Channels channels;
  private final Association association;

  Reception(Channels channels, Association association) {
    this.channels = channels;
    this.association = association;
  }

  void onMessage(MessageReceived message) {
    Channel channel = channels.get(message.stream());
    if (channel != null && channel.state instanceof Closing closing) {
      if (closing.peers()) {
        closing.add(message);
      } else {
        drop(message, ChannelCounter.DROPPED_NO_CHANNEL);
      }
      return;
    }
    if (message.protocol() == PayloadProtocol.DCEP) {
      onDcep(channel, message);
      association.release(message);
      return;
    }
    if (channel != null) {
      confirm(channel);
    }
    switch (message.protocol()) {
      case PayloadProtocol.STRING -> deliver(channel, message, true, message.payload());
      case PayloadProtocol.BINARY -> deliver(channel, message, false, message.payload());
      case PayloadProtocol.EMPTY_STRING -> deliver(channel, message, true, EMPTY);
      case PayloadProtocol.EMPTY_BINARY -> deliver(channel, message, false, EMPTY);
      default -> drop(message, ChannelCounter.DROPPED_PROTOCOL);
    }
  }

  private void drop(MessageReceived message, ChannelCounter counter) {
    channels.count(counter, 1);
    association.release(message);
  }

  private void deliver(
      @Nullable Channel channel, MessageReceived received, boolean text, byte[] payload) {
    ChannelEvent.Message message =
        new ChannelEvent.Message(received.stream(), text, payload, received);
    if (channel == null) {
      channels.count(ChannelCounter.UNCLAIMED, 1);
      channels.tell(new ChannelEvent.Unclaimed(message));
      return;
    }
    channels.tell(message);
  }

  /** RFC 8832 section 6: whatever comes on it shows that the peer has the channel. */
  private void confirm(Channel channel) {
    if (channel.state instanceof Opening) {
      channel.state = new Open();
      channels.tell(new ChannelEvent.Opened(channel.id));
    }
  }

  private void onDcep(@Nullable Channel channel, MessageReceived message) {
    switch (DcepMessage.read(message.payload())) {
      case DcepMessage.Ack _ when channel != null -> confirm(channel);
      case DcepMessage.Ack _ -> channels.count(ChannelCounter.DROPPED_NO_CHANNEL, 1);
      case DcepMessage.Open(ChannelOptions options) -> onOpen(channel, message.stream(), options);
      case null -> {
        channels.count(ChannelCounter.DROPPED_PROTOCOL, 1);
        channels.refuse(message.stream());
      }
    }
  }

  private void onOpen(@Nullable Channel channel, int id, ChannelOptions options) {
    // RFC 8832 section 6: a number that is not in use, or the channel is closed. Whose number it is
    // by the roles does not matter: some go by those of ICE.
    if (channel != null || !channels.accept(id, options)) {
      channels.count(ChannelCounter.CHANNELS_REFUSED, 1);
      channels.refuse(id);
    }
  }
}
