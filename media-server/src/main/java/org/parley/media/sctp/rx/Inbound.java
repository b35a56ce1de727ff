package org.parley.media.sctp.rx;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.Serial;
import org.parley.media.sctp.StreamTable;
import org.parley.media.sctp.Unreleased;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.ForwardTsn;
import org.parley.media.sctp.packet.InterleavedForwardTsn;

/** Chunks in, messages and SACKs out. */
public final class Inbound {
  /** Streams about which something is kept. */
  static final int MAX_STREAMS_IN_USE = 2_048;

  /** What became of a chunk. */
  public enum Verdict {
    ACCEPTED,
    DUPLICATE,
    /** There is no room for it; it is as if it had not come. */
    DROPPED,
    /** Acknowledged, but dropped. */
    INVALID_STREAM,
    /** The same: so many streams are in use that this one has to be reset before it can be. */
    REFUSED_STREAM,
    /** The peer breaks the limit of a message. */
    MESSAGE_TOO_LARGE,
    /** Unfinished messages take all the room there is: this cannot end well. */
    OUT_OF_RESOURCE
  }

  private final InboundConfig config;
  private final ReceivedTsns tsns;
  private final SackSchedule sacks;
  private final Reassembly reassembly;
  private final StreamTable<InboundStream> streams = new StreamTable<>();
  private final ArrayDeque<IncomingMessage> messages = new ArrayDeque<>();
  private final ReceiveWindow window;
  private final MessageLengths lengths = new MessageLengths();
  private int streamCount;

  /** Streams of which something was dropped: nothing more is taken until their reset. */
  private final BitSet refused = new BitSet();

  private final ArrayDeque<Integer> newlyRefused = new ArrayDeque<>(1);

  /**
   * @param unreleased where messages count that the consumer has not done with
   */
  public Inbound(InboundConfig config, Unreleased unreleased) {
    this.config = config;
    this.tsns = new ReceivedTsns(config.initialTsn());
    this.sacks = new SackSchedule(config.sackDelayNanos());
    FragmentRoom fragments = new FragmentRoom();
    this.reassembly =
        config.interleaved()
            ? new InterleavedReassembly(fragments)
            : new ContiguousReassembly(fragments);
    this.streamCount = config.streams();
    this.window = new ReceiveWindow(config.window(), fragments, unreleased);
  }

  public int cumulativeTsn() {
    return tsns.cumulativeTsn();
  }

  /** A chunk of the negotiated kind with user data in it. */
  public Verdict onData(DataChunk chunk) {
    long tsn = tsns.unwrap(chunk.tsn());
    // RFC 9260 section 6.7: gaps and what fills them are told at once; RFC 7053 for the bit.
    if (chunk.immediate() || tsns.hasGaps() || tsn != tsns.cumulative() + 1) {
      sacks.hurry();
    }
    if (tsns.contains(tsn)) {
      tsns.addDuplicate(chunk.tsn());
      return Verdict.DUPLICATE;
    }
    if (tsns.tooFarAhead(tsn)) {
      return Verdict.DROPPED;
    }
    if (chunk.stream() >= streamCount) {
      tsns.add(tsn);
      return Verdict.INVALID_STREAM;
    }
    if (refuses(chunk.stream(), chunk.unordered())) {
      tsns.add(tsn);
      return Verdict.REFUSED_STREAM;
    }
    boolean next = tsn == tsns.cumulative() + 1;
    if (!window.fits(Run.chargeOf(chunk.payloadLength()), next || tsn < tsns.highest())) {
      sacks.hurry();
      boolean hopeless = window.consumed() && next;
      return hopeless ? Verdict.OUT_OF_RESOURCE : Verdict.DROPPED;
    }
    tsns.add(tsn);
    if (chunk.beginning() && chunk.ending()) {
      return onMessage(
          new IncomingMessage(
              chunk.stream(),
              chunk.unordered(),
              chunk.sequence(),
              chunk.protocol(),
              chunk.payload()));
    }
    Run run = reassembly.add(tsn, chunk, roomFor(chunk));
    if (run != null && run.bytes() > config.maxMessageSize()) {
      return Verdict.MESSAGE_TOO_LARGE;
    }
    if (run != null && run.whole()) {
      lengths.learn(run.stream(), run.bytes());
      return onMessage(run.message());
    }
    return Verdict.ACCEPTED;
  }

  /** What is to be allocated for the message that the chunk begins; 0 if that cannot be known. */
  private int roomFor(DataChunk chunk) {
    int expected = chunk.beginning() ? lengths.expected(chunk.stream()) : 0;
    if (expected <= chunk.payloadLength() || !window.mayReserve(expected)) {
      return 0;
    }
    lengths.spend(chunk.stream());
    return expected;
  }

  private Verdict onMessage(IncomingMessage message) {
    // It may have begun when there was room.
    if (refuses(message.stream(), message.unordered())) {
      return Verdict.REFUSED_STREAM;
    }
    int before = messages.size();
    if (message.unordered()) {
      messages.add(message);
    } else {
      InboundStream stream = stream(message.stream());
      window.await(-stream.charge());
      stream.add(message, messages);
      window.await(stream.charge());
    }
    chargeDelivered(before);
    return Verdict.ACCEPTED;
  }

  private void chargeDelivered(int before) {
    if (messages.size() == before) {
      return;
    }
    // From the end: the packet may have brought many more before.
    Iterator<IncomingMessage> latest = messages.descendingIterator();
    for (int delivered = messages.size() - before; delivered > 0; delivered--) {
      window.hold(latest.next().charge());
    }
  }

  private boolean refuses(int id, boolean unordered) {
    if (!unordered && streams.size() >= MAX_STREAMS_IN_USE && streams.get(id) == null) {
      if (!refused.get(id)) {
        refused.set(id);
        newlyRefused.add(id);
      }
    }
    return refused.get(id);
  }

  /** A stream that was refused since the last time, to be told; null if none was. */
  public @Nullable Integer nextRefused() {
    return newlyRefused.poll();
  }

  private InboundStream stream(int id) {
    InboundStream stream = streams.get(id);
    if (stream == null) {
      stream = new InboundStream(config.interleaved());
      streams.put(id, stream);
    }
    return stream;
  }

  /** All chunks of a packet, DATA among them, were read. */
  public void onPacketEnd(long nowNanos) {
    sacks.onPacket(nowNanos);
  }

  /** What the sender has given up counts as received (RFC 3758 section 3.6). */
  public void onForwardTsn(ForwardTsn forward) {
    if (!forwards(forward.cumulativeTsn())
        || !(reassembly instanceof ContiguousReassembly contiguous)) {
      return;
    }
    contiguous.forward(tsns.unwrap(forward.cumulativeTsn()));
    for (ForwardTsn.Skipped skipped : forward.skipped()) {
      skip(skipped.stream(), skipped.sequence());
    }
    tsns.skipTo(tsns.unwrap(forward.cumulativeTsn()));
  }

  /** The same with messages that interleave (RFC 8260 section 2.3.1). */
  public void onForwardTsn(InterleavedForwardTsn forward) {
    if (!forwards(forward.cumulativeTsn())
        || !(reassembly instanceof InterleavedReassembly interleaved)) {
      return;
    }
    for (InterleavedForwardTsn.Skipped skipped : forward.skipped()) {
      interleaved.forward(skipped.stream(), skipped.unordered(), skipped.messageId());
      if (!skipped.unordered()) {
        skip(skipped.stream(), skipped.messageId());
      }
    }
    tsns.skipTo(tsns.unwrap(forward.cumulativeTsn()));
  }

  private boolean forwards(int cumulativeTsn) {
    // RFC 3758 section 3.6: one that tells nothing new is answered all the same.
    sacks.hurry();
    return Serial.isAfter(cumulativeTsn, tsns.cumulativeTsn())
        && !tsns.tooFarAhead(tsns.unwrap(cumulativeTsn));
  }

  private void skip(int id, int lastSequence) {
    if (id >= streamCount || refuses(id, false)) {
      return;
    }
    InboundStream stream = stream(id);
    int before = messages.size();
    window.await(-stream.charge());
    stream.skip(lastSequence, messages);
    window.await(stream.charge());
    chargeDelivered(before);
  }

  /** Whether all up to {@code tsn} has come. */
  public boolean hasAllThrough(int tsn) {
    return !Serial.isAfter(tsn, tsns.cumulativeTsn());
  }

  /** The peer's streams begin anew; none means all of them (RFC 6525 section 5.2.2). */
  public void reset(List<Integer> ids) {
    if (ids.isEmpty()) {
      streams.forEach(stream -> window.await(-stream.charge()));
      streams.clear();
      refused.clear();
      if (reassembly instanceof InterleavedReassembly interleaved) {
        interleaved.resetAll();
      }
      return;
    }
    for (int id : ids) {
      refused.clear(id);
      if (reassembly instanceof InterleavedReassembly interleaved) {
        interleaved.reset(id);
      }
      InboundStream stream = streams.get(id);
      if (stream != null) {
        window.await(-stream.charge());
        streams.remove(id);
      }
    }
  }

  /**
   * Whether one of the streams, of all if none is named, has received something since its reset.
   */
  public boolean anyUsed(List<Integer> ids) {
    if (ids.isEmpty()) {
      return streams.size() > 0;
    }
    for (int id : ids) {
      if (streams.get(id) != null) {
        return true;
      }
    }
    return false;
  }

  /** The streams that have received something and were not reset since. */
  public int streamsInUse() {
    return streams.size();
  }

  /**
   * The peer wishes to send on more streams (RFC 6525 section 5.2.5).
   *
   * @return false if there may not be so many
   */
  public boolean addStreams(int count) {
    if (count == 0 || streamCount + count > 0xFFFF) {
      return false;
    }
    streamCount += count;
    return true;
  }

  /** The next message; it takes its part of the window until it is released. */
  public @Nullable IncomingMessage nextMessage() {
    return messages.poll();
  }

  /** There is an end to it: what was not taken by {@link #nextMessage} never will be. */
  public void close() {
    messages.forEach(message -> window.drop(message.charge()));
    messages.clear();
  }

  /** The consumer has done with a message. */
  public void onReleased() {
    if (window.worthTelling()) {
      sacks.demand();
    }
  }

  public boolean sackDue(long nowNanos) {
    return sacks.due(nowNanos);
  }

  /** Whether something is to be acknowledged, if only after a while; if it is due, so it is. */
  public boolean sackPending() {
    return sacks.pending();
  }

  /** Asks for a SACK at once. */
  public void demandSack() {
    sacks.demand();
  }

  public void writeSack(ByteBuf out, int room) {
    tsns.writeSack(out, window.free(), room);
  }

  /** The SACK that was written last has left. */
  public void onSackSent() {
    window.onAdvertised();
    tsns.forgetDuplicates();
    sacks.onSent();
  }

  public Deadline deadline() {
    return sacks.deadline();
  }
}
