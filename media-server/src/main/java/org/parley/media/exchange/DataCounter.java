package org.parley.media.exchange;

/** What the exchange of data-channel messages counts. */
public enum DataCounter {
  MESSAGES_RECEIVED("Messages from peers"),
  BYTES_RECEIVED("Bytes of those"),
  MESSAGES_SENT("Messages queued for peers, each receiver counted"),
  BYTES_SENT("Bytes of those"),
  MESSAGES_WAITED("Messages for which a receiver's queue had no room at first"),
  DROPPED_QUEUE_FULL("Messages of unreliable channels that gave way to newer ones"),
  DROPPED_FORBIDDEN("Messages of peers that may not send"),
  DROPPED_NO_RECEIVER("Messages that nobody was there for"),
  DROPPED_TOO_LARGE("Messages beyond what the receiver takes"),
  DROPPED_CLOSED("Messages to channels that were closed meanwhile"),
  DROPPED_UNCLAIMED("Messages to channels of which nobody told in time"),
  DROPPED_SERVED("Messages of or to the control side that were no text or had no channel"),
  CHANNELS_OPENED("Channels that came into use"),
  CHANNELS_CLOSED("Channels that went out of use"),
  CHANNELS_REFUSED("Channels whose label or protocol is too long"),
  LOST_TOO_SLOW("Channels closed because the peer did not take what waited for it"),
  LOST_UNKNOWN_ADDRESS("Channels closed because they address nobody"),
  LOST_UNREACHABLE("Channels closed because the addressee has no data channels"),
  LOST_FORBIDDEN("Channels closed because the peer may not address others"),
  LOST_RESERVED_LABEL("Channels closed because of their reserved label"),
  ASSOCIATIONS_STARTED("SCTP associations that came up"),
  ASSOCIATIONS_INTERLEAVED("Of those, with messages that may be interleaved (RFC 8260)"),
  ASSOCIATIONS_ENDED("SCTP associations that were up and ended"),
  FAULTS("Associations ended by a fault of ours");

  private final String description;

  DataCounter(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }
}
