package org.parley.media.sctp.association;

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

/** Hands the chunks of a packet to what they are for. */
final class ChunkInput {
  /** Bytes of a chunk that a report of it repeats: it must fit into a packet. */
  private static final int MAX_REPORTED = 256;

  private final Endpoint endpoint;
  private final Handshake handshake;
  private final ShutdownSequence shutdown;
  private final DataChunk data = new DataChunk();
  private final SackChunk sack = new SackChunk();

  ChunkInput(Endpoint endpoint, Handshake handshake, ShutdownSequence shutdown) {
    this.endpoint = endpoint;
    this.handshake = handshake;
    this.shutdown = shutdown;
  }

  private void count(AssociationCounter counter) {
    endpoint.counters.increment(counter);
  }

  /** The chunks from the one at which the packet stands on. */
  void onChunks(PacketView packet, long nowNanos) {
    boolean hasData = false;
    boolean goOn = true;
    do {
      Tcb tcb = endpoint.state.tcb();
      int type = packet.chunkType();
      switch (type) {
        case ChunkType.DATA, ChunkType.I_DATA -> hasData |= onData(packet, tcb);
        case ChunkType.SACK -> onSack(packet, tcb, nowNanos);
        default -> goOn = onOther(packet, tcb, nowNanos);
      }
    } while (goOn && !(endpoint.state instanceof AssociationState.Ended) && packet.nextChunk());
    Tcb tcb = endpoint.state.tcb();
    if (hasData && tcb != null) {
      tcb.inbound.onPacketEnd(nowNanos);
      shutdown.onData(nowNanos);
    }
    shutdown.proceed(nowNanos);
  }

  /** Returns whether it is to be acknowledged. */
  private boolean onData(PacketView packet, @Nullable Tcb tcb) {
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
      case REFUSED_STREAM -> count(AssociationCounter.DROPPED_STREAM);
      case MESSAGE_TOO_LARGE -> endpoint.violation("a message beyond the announced size");
      case OUT_OF_RESOURCE ->
          endpoint.abort(
              AssociationEvent.Cause.PROTOCOL_VIOLATION,
              new ErrorCause.OutOfResource(),
              "unfinished messages take all the room there is");
    }
    return true;
  }

  private void onSack(PacketView packet, @Nullable Tcb tcb, long nowNanos) {
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
  private boolean onOther(PacketView packet, @Nullable Tcb tcb, long nowNanos) {
    switch (Chunk.read(packet)) {
      case null -> {
        count(AssociationCounter.DROPPED_MALFORMED);
        return false;
      }
      case Chunk.Unknown unknown -> {
        return onUnknown(packet, unknown.type(), tcb);
      }
      case InitAck(var opening) -> handshake.onInitAck(opening, nowNanos);
      case CookieAck _ -> handshake.onCookieAck();
      case OperationError error -> onError(error, nowNanos);
      case Abort abort -> onBundledAbort(abort);
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
          tcb.resets.onReConfig(reConfig, nowNanos);
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
  private boolean onUnknown(PacketView packet, int type, @Nullable Tcb tcb) {
    count(AssociationCounter.DROPPED_UNKNOWN);
    if (ChunkType.reported(type) && tcb != null) {
      tcb.say(
          new OperationError(new ErrorCause.UnrecognizedChunk(packet.chunkBytes(MAX_REPORTED))));
    }
    return ChunkType.skipped(type);
  }
}
