package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Returns the cookie of an INIT-ACK (RFC 9260 section 3.3.11). */
public record CookieEcho(Opaque cookie) implements Chunk {
  static @Nullable CookieEcho read(ByteBuf in, int from, int to) {
    return from == to ? null : new CookieEcho(Opaque.read(in, from, to));
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.COOKIE_ECHO, 0);
    cookie.write(out);
    Tlv.end(out, start);
  }
}
