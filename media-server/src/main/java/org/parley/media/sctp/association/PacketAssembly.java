package org.parley.media.sctp.association;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.PacketWriter;
import org.parley.media.sctp.packet.SackChunk;

/** Bundles what is to be sent into packets (RFC 9260 section 6.10). */
final class PacketAssembly {
  /** I-FORWARD-TSN of one stream. */
  private static final int FORWARD_LENGTH = 16;

  private final Endpoint endpoint;
  private final PacketWriter writer;
  private final ByteBuf scratch = Unpooled.buffer();

  PacketAssembly(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.writer = new PacketWriter(endpoint.config.localPort(), endpoint.config.remotePort());
  }

  boolean write(ByteBuf out, long nowNanos) {
    for (Endpoint.Reply reply = endpoint.replies.poll();
        reply != null;
        reply = endpoint.replies.poll()) {
      if (fits(reply.chunk())) {
        int start = out.writerIndex();
        writer.begin(out, reply.tag());
        out.writeBytes(scratch);
        writer.finish(out, start, true);
        endpoint.counters.increment(AssociationCounter.PACKETS_SENT);
        return true;
      }
    }
    Tcb tcb = endpoint.state.tcb();
    if (tcb == null) {
      return false;
    }
    // Looking for something to send may have found only what is too old for it.
    return write(out, tcb, nowNanos)
        || (tcb.outbound.forwardDue() && endpoint.state.sends() && write(out, tcb, nowNanos));
  }

  private boolean write(ByteBuf out, Tcb tcb, long nowNanos) {
    int start = out.writerIndex();
    int end = start + endpoint.config.mtu();
    writer.begin(out, tcb.peerTag);
    int first = out.writerIndex();
    boolean checksum = !tcb.agreement.zeroChecksum();
    // RFC 9653 section 5.2: the peer may not know yet that it is to accept zeros.
    checksum |= tcb.control.peek() instanceof CookieEcho;
    boolean all = writeControl(out, tcb, end);
    if (all) {
      int least = FORWARD_LENGTH + SackChunk.FIXED_LENGTH;
      if (endpoint.state.sends() && tcb.outbound.forwardDue() && end - out.writerIndex() >= least) {
        writeForward(out, tcb, end, nowNanos);
      }
      writeSackAndData(out, tcb, end, nowNanos);
    }
    if (out.writerIndex() == first) {
      out.writerIndex(start);
      return false;
    }
    writer.finish(out, start, checksum);
    endpoint.counters.increment(AssociationCounter.PACKETS_SENT);
    return true;
  }

  private void writeSackAndData(ByteBuf out, Tcb tcb, int end, long nowNanos) {
    int start = out.writerIndex();
    boolean sack = tcb.inbound.sackPending();
    if (sack) {
      tcb.inbound.writeSack(out, end - start);
    }
    boolean data =
        endpoint.state.sends() && tcb.outbound.write(out, end - out.writerIndex(), nowNanos);
    if (data) {
      tcb.heartbeats.onSent(nowNanos);
    }
    if (sack && (data || tcb.inbound.sackDue(nowNanos))) {
      tcb.inbound.onSackSent();
    } else {
      // It waits a little longer for data that it could ride with.
      out.writerIndex(sack ? start : out.writerIndex());
    }
  }

  /** Returns whether all of it found room. */
  private boolean writeControl(ByteBuf out, Tcb tcb, int end) {
    for (Chunk chunk = tcb.control.peek(); chunk != null; chunk = tcb.control.peek()) {
      if (fits(chunk)) {
        if (scratch.readableBytes() > end - out.writerIndex()) {
          return false;
        }
        out.writeBytes(scratch);
      }
      tcb.control.remove();
    }
    return out.writerIndex() + SackChunk.FIXED_LENGTH <= end;
  }

  /**
   * Writes the chunk to the scratch buffer. What echoes a packet larger than ours may be too large
   * for any; it is not sent.
   */
  private boolean fits(Chunk chunk) {
    scratch.clear();
    chunk.write(scratch);
    boolean fits = scratch.readableBytes() <= endpoint.config.mtu() - PacketView.HEADER_LENGTH;
    if (!fits) {
      endpoint.counters.increment(AssociationCounter.DROPPED_TOO_LARGE);
    }
    return fits;
  }

  private static void writeForward(ByteBuf out, Tcb tcb, int end, long nowNanos) {
    int room = end - out.writerIndex() - SackChunk.FIXED_LENGTH;
    tcb.outbound.takeForward(room, nowNanos).write(out);
  }
}
