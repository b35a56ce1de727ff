package org.parley.media.sctp.association;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.parley.media.sctp.packet.Abort;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.ChunkType;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.ShutdownComplete;

/** Tells packets that are for us from others (RFC 9260 sections 8.4 and 8.5). */
final class PacketInput {
  private final Endpoint endpoint;
  private final HandshakeAnswers answers;
  private final ShutdownSequence shutdown;
  private final PacketView packet = new PacketView();
  private final ChunkInput chunks;

  PacketInput(Endpoint endpoint, Handshake handshake, ShutdownSequence shutdown) {
    this.endpoint = endpoint;
    this.answers = new HandshakeAnswers(endpoint);
    this.shutdown = shutdown;
    this.chunks = new ChunkInput(endpoint, handshake, shutdown);
  }

  void onPacket(ByteBuf bytes, long nowNanos) {
    count(AssociationCounter.PACKETS_RECEIVED);
    if (!packet.wrap(bytes)) {
      count(AssociationCounter.DROPPED_MALFORMED);
      return;
    }
    if (packet.destinationPort() != endpoint.config.localPort()
        || packet.sourcePort() != endpoint.config.remotePort()) {
      count(AssociationCounter.DROPPED_PORT);
      return;
    }
    // RFC 9653 section 5.3: who has announced it accepts zeros.
    boolean zero = endpoint.config.extensions().zeroChecksum() && packet.checksumIsZero();
    if (!zero && !packet.checksumIsRight()) {
      count(AssociationCounter.DROPPED_CHECKSUM);
      return;
    }
    packet.nextChunk();
    int tag = packet.verificationTag();
    switch (packet.chunkType()) {
      case ChunkType.INIT -> onInit(tag, nowNanos);
      case ChunkType.ABORT -> onAbort(tag);
      case ChunkType.SHUTDOWN_COMPLETE -> onShutdownComplete(tag);
      case ChunkType.COOKIE_ECHO -> onCookieEcho(tag, nowNanos);
      default -> {
        if (isOurs(tag)) {
          chunks.onChunks(packet, nowNanos);
        } else {
          onOutOfTheBlue(tag);
        }
      }
    }
  }

  private void count(AssociationCounter counter) {
    endpoint.counters.increment(counter);
  }

  /** 0 where there is none: no packet for us carries that. */
  private int ownTag() {
    if (endpoint.state instanceof AssociationState.CookieWait wait) {
      return wait.ownTag();
    }
    Tcb tcb = endpoint.state.tcb();
    return tcb == null ? 0 : tcb.ownTag;
  }

  private boolean isOurs(int tag) {
    return tag != 0 && tag == ownTag();
  }

  private void onInit(int tag, long nowNanos) {
    // RFC 9260 sections 8.5.1 A and 3.3.2: its tag is 0, and nothing is bundled with it.
    if (tag != 0 || !packet.isLastChunk()) {
      count(AssociationCounter.DROPPED_TAG);
    } else if (Chunk.read(packet) instanceof Init(var opening)) {
      answers.onInit(opening, nowNanos);
    } else {
      count(AssociationCounter.DROPPED_MALFORMED);
    }
  }

  /** RFC 9260 sections 8.5.1 B and C: our tag, or with the T bit the peer's own. */
  private boolean verifies(int tag, boolean reflected) {
    Tcb tcb = endpoint.state.tcb();
    boolean right = reflected ? tcb != null && tag == tcb.peerTag : isOurs(tag);
    if (!right) {
      count(AssociationCounter.DROPPED_TAG);
    }
    return right;
  }

  private void onAbort(int tag) {
    if (!(Chunk.read(packet) instanceof Abort(boolean reflected, List<ErrorCause> causes))) {
      count(AssociationCounter.DROPPED_MALFORMED);
    } else if (verifies(tag, reflected)) {
      endpoint.end(AssociationEvent.Cause.ABORTED_BY_PEER, "aborted by the peer: " + causes);
    }
  }

  private void onShutdownComplete(int tag) {
    if (Chunk.read(packet) instanceof ShutdownComplete(boolean reflected)
        && verifies(tag, reflected)) {
      shutdown.onShutdownComplete();
    }
  }

  private void onCookieEcho(int tag, long nowNanos) {
    if (!(Chunk.read(packet) instanceof CookieEcho echo)) {
      count(AssociationCounter.DROPPED_MALFORMED);
      return;
    }
    if (answers.onCookieEcho(echo, tag, nowNanos) && isOurs(tag) && packet.nextChunk()) {
      chunks.onChunks(packet, nowNanos);
    }
  }

  /** RFC 9260 section 8.4. */
  private void onOutOfTheBlue(int tag) {
    count(AssociationCounter.DROPPED_OUT_OF_THE_BLUE);
    if (tag == 0) {
      return;
    }
    if (ownTag() != 0) {
      // Section 8.5.1 E: the peer waits for the end of an association that is no more.
      boolean beginning =
          endpoint.state instanceof AssociationState.CookieWait
              || endpoint.state instanceof AssociationState.CookieEchoed;
      if (beginning && packet.chunkType() == ChunkType.SHUTDOWN_ACK) {
        endpoint.reply(tag, new ShutdownComplete(true));
      }
      return;
    }
    packet.rewind();
    boolean shutdownAck = false;
    while (packet.nextChunk()) {
      switch (packet.chunkType()) {
        case ChunkType.ABORT,
            ChunkType.SHUTDOWN_COMPLETE,
            ChunkType.COOKIE_ACK,
            ChunkType.ERROR -> {
          return;
        }
        case ChunkType.SHUTDOWN_ACK -> shutdownAck = true;
        default -> {}
      }
    }
    endpoint.reply(tag, shutdownAck ? new ShutdownComplete(true) : new Abort(true, List.of()));
  }
}
