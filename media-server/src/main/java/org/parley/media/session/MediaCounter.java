package org.parley.media.session;

/** What the forwarding path counts, over all rooms since the start. */
public enum MediaCounter {
  PACKETS_RECEIVED("RTP packets from publishers, authenticated"),
  BYTES_RECEIVED("Bytes of those, without SRTP"),
  PACKETS_SENT("RTP packets to subscribers, retransmissions included"),
  BYTES_SENT("Bytes of those, without SRTP"),
  PACKETS_LOST("RTP packets from publishers that were missing when reported"),
  PACKETS_DUPLICATE("RTP packets that had arrived before"),
  PACKETS_UNKNOWN_SOURCE("RTP packets of no negotiated stream"),
  PACKETS_UNKNOWN_PAYLOAD_TYPE("RTP packets of no negotiated payload type"),
  PACKETS_MALFORMED("RTP packets that could not be read"),
  RTCP_RECEIVED("RTCP packets, compounds counted once"),
  RTCP_SENT("RTCP packets, compounds counted once"),
  RTCP_MALFORMED("RTCP packets that could not be read"),
  NACKS_SENT("Lost packets that publishers were asked for"),
  NACKS_RECEIVED("Lost packets that subscribers asked for"),
  RETRANSMISSIONS_SENT("Packets sent again"),
  RETRANSMISSIONS_REFUSED("Lost packets that could not or may not be sent again"),
  KEYFRAME_REQUESTS_SENT("Keyframe requests to publishers"),
  KEYFRAME_REQUESTS_RECEIVED("Keyframe requests from subscribers"),
  VIDEO_WITHHELD("Video packets held back from a subscriber whose connection was full"),
  AUDIO_WITHHELD("Audio packets held back from a subscriber whose connection was full"),
  COMMANDS_DROPPED("Assignments of slots or tracks that do not exist");

  private final String description;

  MediaCounter(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }
}
