package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of a message by a decoder that forgives nothing. */
final class StunAttributes {
  private final Map<Integer, ByteBuffer> values = new LinkedHashMap<>();

  private StunAttributes() {}

  static StunAttributes of(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message);
    assertEquals(message.length - 20, in.getShort(2));
    assertEquals(0x2112A442, in.getInt(4));
    StunAttributes attributes = new StunAttributes();
    int at = 20;
    while (at < message.length) {
      int length = in.getShort(at + 2) & 0xFFFF;
      int padded = length + 3 & ~3;
      assertTrue(at + 4 + padded <= message.length, "an attribute ends within the message");
      for (int i = length; i < padded; i++) {
        assertEquals(0, in.get(at + 4 + i), "padding");
      }
      assertNull(
          attributes.values.put(in.getShort(at) & 0xFFFF, in.slice(at + 4, length)), "repeated");
      at += 4 + padded;
    }
    return attributes;
  }

  List<Integer> types() {
    return List.copyOf(values.keySet());
  }

  @Nullable ByteBuffer find(int type) {
    return values.get(type);
  }
}
