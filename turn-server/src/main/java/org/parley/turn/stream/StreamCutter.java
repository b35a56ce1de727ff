package org.parley.turn.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts messages out of the pieces in which a stream arrives. Whole ones stay where they are; only
 * the one that a piece ends in is copied.
 */
final class StreamCutter {
  /** What becomes of the messages. */
  interface Sink {
    /** The message is between the buffer's indices; they are set again afterwards. */
    void onMessage(ByteBuf message);

    /** The longest message that may come. */
    int limit();

    /** Messages lay in this buffer, which is the sink's now; what is readable was not wanted. */
    void hold(ByteBuf pieces);

    /** After this nothing of the stream is wanted. */
    boolean ended();
  }

  private final ByteBufAllocator allocator;
  private final Sink sink;

  /** The beginning of a message. */
  private @Nullable ByteBuf partial;

  StreamCutter(ByteBufAllocator allocator, Sink sink) {
    this.allocator = allocator;
    this.sink = sink;
  }

  /**
   * @param piece is the sink's afterwards
   * @return false if this is no stream of messages, or one is too long
   */
  boolean feed(ByteBuf piece) {
    try {
      return completePartial(piece) && cut(piece);
    } finally {
      sink.hold(piece);
    }
  }

  private boolean completePartial(ByteBuf piece) {
    ByteBuf begun = partial;
    if (begun == null) {
      return true;
    }
    int known = begun.readableBytes();
    if (known < StreamFraming.PREFIX) {
      int missing = Math.min(StreamFraming.PREFIX - known, piece.readableBytes());
      begun.writeBytes(piece, missing);
    }
    int length = StreamFraming.length(begun);
    if (length == StreamFraming.GARBAGE || length > sink.limit()) {
      return false;
    }
    if (length == StreamFraming.INCOMPLETE) {
      return true;
    }
    int missing = Math.min(length - begun.readableBytes(), piece.readableBytes());
    begun.writeBytes(piece, missing);
    if (StreamFraming.length(begun) == StreamFraming.GARBAGE) {
      return false;
    }
    if (begun.readableBytes() < length) {
      return true;
    }
    partial = null;
    try {
      sink.onMessage(begun);
    } finally {
      begun.readerIndex(begun.writerIndex());
      sink.hold(begun);
    }
    return true;
  }

  private boolean cut(ByteBuf piece) {
    int end = piece.writerIndex();
    int at = piece.readerIndex();
    while (at < end && !sink.ended()) {
      piece.setIndex(at, end);
      int length = StreamFraming.length(piece);
      if (length == StreamFraming.GARBAGE || length > sink.limit()) {
        return false;
      }
      if (length == StreamFraming.INCOMPLETE || length > end - at) {
        begin(piece, length);
        break;
      }
      piece.setIndex(at, at + length);
      sink.onMessage(piece);
      at += length;
    }
    piece.setIndex(at, end);
    return true;
  }

  private void begin(ByteBuf piece, int length) {
    // A declared length costs nothing until its bytes come.
    ByteBuf begun = allocator.directBuffer(Math.clamp(length, 512, 2048));
    begun.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
    partial = begun;
  }

  /** Bytes of a message that is not whole. */
  int pending() {
    return partial == null ? 0 : partial.readableBytes();
  }

  /** What came after the last message that was wanted, for whoever goes on reading. */
  @Nullable ByteBuf takePartial() {
    ByteBuf taken = partial;
    partial = null;
    return taken;
  }

  void release() {
    if (partial != null) {
      partial.release();
      partial = null;
    }
  }
}
