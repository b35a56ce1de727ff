package org.parley.media.sctp.association;

/** What an association counts. */
public enum AssociationCounter {
  PACKETS_RECEIVED("Packets from peers"),
  PACKETS_SENT("Packets to peers"),
  DROPPED_MALFORMED("Packets or chunks that could not be read"),
  DROPPED_CHECKSUM("Packets with a wrong checksum"),
  DROPPED_PORT("Packets to or from other ports"),
  DROPPED_TAG("Packets or chunks with a wrong verification tag"),
  DROPPED_OUT_OF_THE_BLUE("Packets that belong to no association"),
  DROPPED_COOKIE("Cookies that are stale or not ours"),
  DROPPED_STATE("Chunks that do not belong to the state"),
  DROPPED_UNKNOWN("Chunks of unknown types"),
  DROPPED_TOO_LARGE("Answers that would fit into no packet"),
  DROPPED_WINDOW("DATA for which there was no room"),
  DROPPED_STREAM("DATA on streams that do not exist, or beyond those that may be in use"),
  RESTARTS("Associations that the peer began anew"),
  DUPLICATES("DATA that had come before"),
  SACKS_IGNORED("SACKs that are old or of what was not sent"),
  TIMEOUTS("Retransmission timeouts");

  private final String description;

  AssociationCounter(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }
}
