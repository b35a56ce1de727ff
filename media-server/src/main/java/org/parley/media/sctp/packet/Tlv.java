package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The frame of chunks, parameters and error causes: a length that counts its header, and padding
 * that it does not count (RFC 9260 sections 3.2, 3.2.1 and 3.3.10).
 */
final class Tlv {
  static final int HEADER_LENGTH = 4;

  /** Reads one value; null if it is malformed. */
  interface Reader<T> {
    @Nullable T read(int type, ByteBuf in, int from, int to);
  }

  private Tlv() {}

  /** Reads all of what lies there; null if something does not fit. */
  static <T> @Nullable List<T> readAll(ByteBuf in, int from, int to, Reader<T> reader) {
    List<T> values = new ArrayList<>(2);
    for (int at = from; at < to; ) {
      int length = to - at < HEADER_LENGTH ? 0 : in.getUnsignedShort(at + 2);
      if (length < HEADER_LENGTH || length > to - at) {
        return null;
      }
      T value = reader.read(in.getUnsignedShort(at), in, at + HEADER_LENGTH, at + length);
      if (value == null) {
        return null;
      }
      values.add(value);
      at += length + 3 & ~3;
    }
    return values;
  }

  static int begin(ByteBuf out, int type) {
    int start = out.writerIndex();
    out.writeShort(type).writeShort(0);
    return start;
  }

  static int beginChunk(ByteBuf out, int type, int flags) {
    int start = out.writerIndex();
    out.writeByte(type).writeByte(flags).writeShort(0);
    return start;
  }

  /** RFC 9260 section 3.2: a chunk's length counts the padding of its parameters but the last. */
  static <T> void writeAll(ByteBuf out, List<T> values, BiConsumer<ByteBuf, T> writer) {
    int start = out.writerIndex();
    for (T value : values) {
      start = out.writerIndex();
      writer.accept(out, value);
    }
    if (!values.isEmpty()) {
      out.writerIndex(start + out.getUnsignedShort(start + 2));
    }
  }

  /** Sets the length of what began at {@code start}, and pads it. */
  static void end(ByteBuf out, int start) {
    int length = out.writerIndex() - start;
    out.setShort(start + 2, length);
    out.writeZero(-length & 3);
  }
}
