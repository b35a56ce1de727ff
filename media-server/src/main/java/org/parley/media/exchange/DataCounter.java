package org.parley.media.exchange;

/** What the exchange of data-channel messages counts. */
public enum DataCounter {
  MESSAGES_RECEIVED("Messages from peers"),
  BYTES_RECEIVED("Bytes of those"),
  MESSAGES_SENT("Messages queued for peers, each receiver counted"),
  BYTES_SENT("Bytes of those"),
  MESSAGES_WAITED("Messages for which a receiver's queue had no room at first"),
  MESSAGES_UNCLAIMED("Messages with a number that was no channel's when they came"),
  DROPPED_QUEUE_FULL("Messages of unreliable channels that gave way to newer ones"),
  DROPPED_FORBIDDEN("Messages of peers that may not send"),
  DROPPED_NO_RECEIVER("Messages that nobody was there for"),
  DROPPED_TOO_LARGE("Messages beyond what the receiver takes"),
  DROPPED_CLOSED("Messages to channels that were closed meanwhile"),
  DROPPED_NO_CHANNEL("Messages of peers on channels that were closing"),
  DROPPED_PROTOCOL("Messages of unknown payload protocols, or malformed ones of DCEP (RFC 8832)"),
  DROPPED_UNCLAIMED("Messages to channels of which nobody told in time"),
  DROPPED_SERVED("Messages of or to the control side that were no text or had no channel"),
  CHANNELS_OPENED("Channels that came into use"),
  CHANNELS_CLOSED("Channels that went out of use"),
  CHANNELS_REFUSED("Channels of peers beyond the limit, or with a number that is in use"),
  LOST_TOO_SLOW("Channels closed because the peer did not take what waited for it"),
  LOST_UNKNOWN_ADDRESS("Channels closed because they address nobody"),
  LOST_UNREACHABLE("Channels closed because the addressee has no data channels"),
  LOST_FORBIDDEN("Channels closed because the peer may not address others"),
  LOST_RESERVED_LABEL("Channels closed because of their reserved label"),
  LOST_TOO_MANY("Channels closed because there are as many as there may be"),
  LOST_TOO_LONG("Channels closed because their label or protocol is too long"),
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
