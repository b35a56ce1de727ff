package org.parley.media.sctp.association;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.Abort;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.ChunkType;
import org.parley.media.sctp.packet.CookieAck;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.ForwardTsn;
import org.parley.media.sctp.packet.Heartbeat;
import org.parley.media.sctp.packet.HeartbeatAck;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.InitAck;
import org.parley.media.sctp.packet.InterleavedForwardTsn;
import org.parley.media.sctp.packet.OperationError;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.Pad;
import org.parley.media.sctp.packet.ReConfig;
import org.parley.media.sctp.packet.SackChunk;
import org.parley.media.sctp.packet.Shutdown;
import org.parley.media.sctp.packet.ShutdownAck;
import org.parley.media.sctp.packet.ShutdownComplete;
import org.parley.media.sctp.rx.Inbound;

/** Reads packets, and hands their chunks to what they are for (RFC 9260 sections 8.4 and 8.5). */
final class PacketInput {
  /** Bytes of a chunk that a report of it repeats: it must fit into a packet. */
  private static final int MAX_REPORTED = 256;

  private final Endpoint endpoint;
  private final Handshake handshake;
  private final ShutdownSequence shutdown;
  private final PacketView packet = new PacketView();
  private final DataChunk data = new DataChunk();
  private final SackChunk sack = new SackChunk();

  PacketInput(Endpoint endpoint, Handshake handshake, ShutdownSequence shutdown) {
    this.endpoint = endpoint;
    this.handshake = handshake;
    this.shutdown = shutdown;
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
          onChunks(nowNanos);
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
      handshake.onInit(opening, nowNanos);
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
    if (handshake.onCookieEcho(echo, tag, nowNanos) && isOurs(tag) && packet.nextChunk()) {
      onChunks(nowNanos);
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

  /** The chunks from the one at which the packet stands on. */
  private void onChunks(long nowNanos) {
    boolean hasData = false;
    do {
      Tcb tcb = endpoint.state.tcb();
      int type = packet.chunkType();
      switch (type) {
        case ChunkType.DATA, ChunkType.I_DATA -> hasData |= onData(tcb);
        case ChunkType.SACK -> onSack(tcb, nowNanos);
        default -> {
          if (!onOther(Chunk.read(packet), tcb, nowNanos)) {
            return;
          }
        }
      }
    } while (!(endpoint.state instanceof AssociationState.Ended) && packet.nextChunk());
    Tcb tcb = endpoint.state.tcb();
    if (hasData && tcb != null) {
      tcb.inbound.onPacketEnd(nowNanos);
      shutdown.onData(nowNanos);
    }
    shutdown.proceed(nowNanos);
  }

  /** Returns whether it is to be acknowledged. */
  private boolean onData(@Nullable Tcb tcb) {
    if (tcb == null || !endpoint.state.receives()) {
      count(AssociationCounter.DROPPED_STATE);
      return false;
    }
    if (!data.wrap(packet)) {
      count(AssociationCounter.DROPPED_MALFORMED);
      return false;
    }
    if (data.interleaved() != tcb.agreement.interleaving()) {
      // RFC 8260 section 2.2.1
      endpoint.violation("DATA and I-DATA must not be mixed");
      return false;
    }
    if (data.payloadLength() == 0) {
      // RFC 9260 section 6.2
      endpoint.abort(
          AssociationEvent.Cause.PROTOCOL_VIOLATION,
          new ErrorCause.NoUserData(data.tsn()),
          "the peer sent DATA without user data");
      return false;
    }
    Inbound.Verdict verdict = tcb.inbound.onData(data);
    switch (verdict) {
      case ACCEPTED -> {}
      case DUPLICATE -> count(AssociationCounter.DUPLICATES);
      case DROPPED -> count(AssociationCounter.DROPPED_WINDOW);
      case INVALID_STREAM -> {
        count(AssociationCounter.DROPPED_STREAM);
        tcb.say(new OperationError(new ErrorCause.InvalidStream(data.stream())));
      }
      case MESSAGE_TOO_LARGE -> endpoint.violation("a message beyond the announced size");
      case OUT_OF_RESOURCE ->
          endpoint.abort(
              AssociationEvent.Cause.PROTOCOL_VIOLATION,
              new ErrorCause.OutOfResource(),
              "unfinished messages take all the room there is");
    }
    return true;
  }

  private void onSack(@Nullable Tcb tcb, long nowNanos) {
    if (!sack.wrap(packet)) {
      count(AssociationCounter.DROPPED_MALFORMED);
    } else if (tcb == null || endpoint.state instanceof AssociationState.CookieEchoed) {
      count(AssociationCounter.DROPPED_STATE);
    } else if (tcb.outbound.onSack(sack, nowNanos)) {
      tcb.onAnswer();
    } else {
      count(AssociationCounter.SACKS_IGNORED);
    }
  }

  /** Returns false if the rest of the packet is to be dropped. */
  private boolean onOther(@Nullable Chunk chunk, @Nullable Tcb tcb, long nowNanos) {
    switch (chunk) {
      case null -> {
        count(AssociationCounter.DROPPED_MALFORMED);
        return false;
      }
      case Chunk.Unknown unknown -> {
        return onUnknown(unknown, tcb);
      }
      case InitAck(var opening) -> handshake.onInitAck(opening, nowNanos);
      case CookieAck _ -> handshake.onCookieAck();
      case OperationError error -> onError(error, nowNanos);
      case Abort _ -> onBundledAbort((Abort) chunk);
      // RFC 9260 sections 3.3.2 and 3.3.13: these come alone or first.
      case Init _, CookieEcho _, ShutdownComplete _ -> count(AssociationCounter.DROPPED_STATE);
      case ShutdownAck _ -> shutdown.onShutdownAck();
      case Shutdown said -> shutdown.onShutdown(said, nowNanos);
      case Pad _ -> {}
      case Heartbeat(var info) -> {
        if (tcb != null) {
          tcb.say(new HeartbeatAck(info));
        }
      }
      case HeartbeatAck(var info) -> {
        if (tcb != null) {
          tcb.heartbeats.onAcknowledged(info, nowNanos);
        }
      }
      case ForwardTsn forward -> {
        if (tcb != null && endpoint.state.receives()) {
          tcb.inbound.onForwardTsn(forward);
          tcb.inbound.onPacketEnd(nowNanos);
        }
      }
      case InterleavedForwardTsn forward -> {
        if (tcb != null && endpoint.state.receives()) {
          tcb.inbound.onForwardTsn(forward);
          tcb.inbound.onPacketEnd(nowNanos);
        }
      }
      case ReConfig reConfig -> {
        if (tcb != null && endpoint.state instanceof AssociationState.Established) {
          tcb.resets.onReConfig(reConfig);
        } else {
          count(AssociationCounter.DROPPED_STATE);
        }
      }
    }
    return true;
  }

  private void onBundledAbort(Abort abort) {
    endpoint.end(AssociationEvent.Cause.ABORTED_BY_PEER, "aborted by the peer: " + abort.causes());
  }

  private void onError(OperationError error, long nowNanos) {
    for (ErrorCause cause : error.causes()) {
      if (cause instanceof ErrorCause.StaleCookie stale) {
        handshake.onStaleCookie(stale, nowNanos);
      }
    }
  }

  /** RFC 9260 section 3.2: the type says what to do. */
  private boolean onUnknown(Chunk.Unknown unknown, @Nullable Tcb tcb) {
    count(AssociationCounter.DROPPED_UNKNOWN);
    if (ChunkType.reported(unknown.type()) && tcb != null) {
      tcb.say(new OperationError(new ErrorCause.UnrecognizedChunk(packet.chunkBytes(MAX_REPORTED))));
    }
    return ChunkType.skipped(unknown.type());
  }
}
