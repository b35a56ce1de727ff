package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that mean something only to who wrote them: cookies, heartbeats, values of unknown types.
 *
 * @param bytes not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by contents, below
public record Opaque(byte[] bytes) {
  public static final Opaque EMPTY = new Opaque(new byte[0]);

  static Opaque read(ByteBuf in, int from, int to) {
    byte[] bytes = new byte[to - from];
    in.getBytes(from, bytes);
    return new Opaque(bytes);
  }

  void write(ByteBuf out) {
    out.writeBytes(bytes);
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Opaque(byte[] others) && Arrays.equals(bytes, others);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Opaque[" + HexFormat.of().formatHex(bytes) + "]";
  }
}
