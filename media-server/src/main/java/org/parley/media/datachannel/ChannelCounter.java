package org.parley.media.datachannel;

/** What data channels count, but for what their consumer sees. */
public enum ChannelCounter {
  CHANNELS_REFUSED("Channels of the peer beyond the limit, or with a number that is in use"),
  UNCLAIMED("Messages to channels that are not there, which the consumer may claim"),
  DROPPED_NO_CHANNEL("Messages to channels that are closing"),
  DROPPED_PROTOCOL("Messages of unknown payload protocols, or malformed ones of DCEP");

  private final String description;

  ChannelCounter(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }
}
