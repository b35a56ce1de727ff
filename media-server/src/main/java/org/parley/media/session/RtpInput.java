package org.parley.media.session;

import io.netty.buffer.ByteBuf;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.rtp.ExtensionValues;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.SequenceUnwrapper;

/** What a peer publishes, packet by packet. */
final class RtpInput {
  private final PeerSession peer;
  private final RoomShard shard;
  private final RtpPacket rtp = new RtpPacket();
  private final SequenceUnwrapper transportSequences = new SequenceUnwrapper();

  RtpInput(PeerSession peer, RoomShard shard) {
    this.peer = peer;
    this.shard = shard;
  }

  void onPacket(ByteBuf packet, long nowNanos) {
    shard.count(MediaCounter.PACKETS_RECEIVED, 1);
    shard.count(MediaCounter.BYTES_RECEIVED, packet.readableBytes());
    if (!rtp.wrap(packet)) {
      shard.count(MediaCounter.PACKETS_MALFORMED, 1);
      return;
    }
    recordArrival(nowNanos);
    switch (peer.demuxer().onRtp(rtp, nowNanos)) {
      case DELIVERED, PROBE -> {}
      case DUPLICATE -> shard.count(MediaCounter.PACKETS_DUPLICATE, 1);
      case UNKNOWN_SOURCE -> shard.count(MediaCounter.PACKETS_UNKNOWN_SOURCE, 1);
      case UNKNOWN_PAYLOAD_TYPE -> shard.count(MediaCounter.PACKETS_UNKNOWN_PAYLOAD_TYPE, 1);
      case MALFORMED -> shard.count(MediaCounter.PACKETS_MALFORMED, 1);
    }
  }

  private void recordArrival(long nowNanos) {
    int extension = peer.demuxer().extensions().id(HeaderExtensionType.TRANSPORT_CC);
    long found = extension == 0 ? RtpPacket.NONE : rtp.findExtension(extension);
    if (found == RtpPacket.NONE) {
      return;
    }
    int sequence =
        ExtensionValues.transportSequence(
            rtp.buffer(), RtpPacket.extensionOffset(found), RtpPacket.extensionLength(found));
    if (sequence >= 0) {
      peer.arrivals().onPacket(transportSequences.unwrap(sequence), nowNanos);
    }
  }
}
