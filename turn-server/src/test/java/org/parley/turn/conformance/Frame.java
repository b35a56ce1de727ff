package org.parley.turn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server sent: one STUN message, or ChannelData. */
public final class Frame {
  private final byte[] bytes;
  private final List<Attribute> attributes = new ArrayList<>();

  private record Attribute(int type, int at, byte[] value, byte[] padding) {}

  Frame(byte[] bytes) {
    this.bytes = bytes;
    if (isChannelData()) {
      assertTrue(bytes.length >= 4, "ChannelData shorter than its header");
      assertTrue(u16(2) <= bytes.length - 4, "ChannelData says more than it has");
      return;
    }
    assertTrue(bytes.length >= 20 && bytes[0] >>> 6 == 0, () -> "not STUN: " + this);
    assertEquals(
        Stun.COOKIE,
        ByteBuffer.wrap(bytes).getInt(4),
        () -> "magic cookie in " + HexFormat.of().formatHex(bytes));
    assertEquals(bytes.length - 20, u16(2), "length of the message");
    for (int at = 20; at < bytes.length; ) {
      int length = u16(at + 2);
      int end = at + 4 + length;
      int next = end + 3 & ~3;
      assertTrue(next <= bytes.length, "attribute beyond the end");
      attributes.add(
          new Attribute(
              u16(at),
              at,
              Arrays.copyOfRange(bytes, at + 4, end),
              Arrays.copyOfRange(bytes, end, next)));
      at = next;
    }
  }

  private int u16(int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int size() {
    return bytes.length;
  }

  public boolean isChannelData() {
    return bytes.length > 0 && (bytes[0] & 0xC0) == 0x40;
  }

  public int channel() {
    assertTrue(isChannelData(), () -> "ChannelData expected, not " + this);
    return u16(0);
  }

  /** The relayed data, of ChannelData or of a Data indication. */
  public byte[] data() {
    return isChannelData() ? Arrays.copyOfRange(bytes, 4, 4 + u16(2)) : required(Stun.DATA, "DATA");
  }

  public String text() {
    return new String(data(), UTF_8);
  }

  /** 2 is a success, 3 an error, 1 an indication. */
  public int stunClass() {
    int type = u16(0);
    return type >>> 7 & 2 | type >>> 4 & 1;
  }

  int method() {
    int type = u16(0);
    return (type & 0x3E00) >>> 2 | (type & 0x00E0) >>> 1 | type & 0x000F;
  }

  public byte[] transactionId() {
    return Arrays.copyOfRange(bytes, 8, 20);
  }

  boolean answers(byte[] request) {
    return !isChannelData() && stunClass() >= 2 && Arrays.equals(bytes, 8, 20, request, 8, 20);
  }

  public boolean has(int type) {
    return value(type) != null;
  }

  public byte @Nullable [] value(int type) {
    for (Attribute attribute : attributes) {
      if (attribute.type == type) {
        return attribute.value;
      }
    }
    return null;
  }

  public List<byte[]> values(int type) {
    return attributes.stream().filter(a -> a.type == type).map(Attribute::value).toList();
  }

  List<Integer> types() {
    return attributes.stream().map(Attribute::type).toList();
  }

  public byte[] required(int type, String name) {
    byte[] value = value(type);
    assertNotNull(value, () -> name + " expected in " + this);
    return value;
  }

  public String string(int type) {
    return new String(required(type, "0x" + Integer.toHexString(type)), UTF_8);
  }

  public int number(int type) {
    byte[] value = required(type, "0x" + Integer.toHexString(type));
    assertEquals(4, value.length, "length of a number");
    return ByteBuffer.wrap(value).getInt();
  }

  public InetSocketAddress address(int type) {
    return unxor(required(type, "0x" + Integer.toHexString(type)));
  }

  public List<InetSocketAddress> addresses(int type) {
    return values(type).stream().map(this::unxor).toList();
  }

  private InetSocketAddress unxor(byte[] value) {
    byte[] ip = Arrays.copyOfRange(value, 4, value.length);
    assertEquals(value[1] == Stun.IPV4 ? 4 : 16, ip.length, "length of the family's address");
    for (int i = 0; i < ip.length; i++) {
      ip[i] ^= bytes[4 + i];
    }
    int port = ((value[2] & 0xFF) << 8 | value[3] & 0xFF) ^ Stun.COOKIE >>> 16;
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** RFC 8489 §14.8; 0 in a success. */
  public int error() {
    byte[] value = value(Stun.ERROR_CODE);
    return value == null ? 0 : (value[2] & 0x7) * 100 + value[3];
  }

  public String reason() {
    byte[] value = required(Stun.ERROR_CODE, "ERROR-CODE");
    return new String(value, 4, value.length - 4, UTF_8);
  }

  List<Integer> unknownAttributes() {
    ByteBuffer value = ByteBuffer.wrap(required(Stun.UNKNOWN_ATTRIBUTES, "UNKNOWN-ATTRIBUTES"));
    List<Integer> types = new ArrayList<>();
    while (value.remaining() >= 2) {
      types.add(value.getShort() & 0xFFFF);
    }
    return types;
  }

  /** Fails unless MESSAGE-INTEGRITY is there and right. */
  void verifySha1(byte[] key) {
    verify(Stun.MESSAGE_INTEGRITY, "HmacSHA1", key, 20);
  }

  /** Fails unless MESSAGE-INTEGRITY-SHA256 is there and right. */
  void verifySha256(byte[] key) {
    verify(Stun.MESSAGE_INTEGRITY_SHA256, "HmacSHA256", key, 32);
  }

  private void verify(int type, String algorithm, byte[] key, int length) {
    for (Attribute attribute : attributes) {
      if (attribute.type == type) {
        byte[] right = Digests.integrity(algorithm, key, bytes, attribute.at, length);
        assertArrayEquals(right, attribute.value, () -> "integrity of " + this);
        return;
      }
    }
    throw new AssertionError("no integrity in " + this);
  }

  /** Fails unless FINGERPRINT is there, last, and right. */
  void verifyFingerprint() {
    Attribute last = attributes.getLast();
    assertEquals(Stun.FINGERPRINT, last.type, "FINGERPRINT is the last attribute");
    assertEquals(Digests.fingerprint(bytes, last.at), ByteBuffer.wrap(last.value).getInt());
  }

  /** RFC 8489 §14: padding is zero. */
  public void verifyPadding() {
    for (Attribute attribute : attributes) {
      assertArrayEquals(new byte[attribute.padding.length], attribute.padding, "padding");
    }
  }

  @Override
  public String toString() {
    if (bytes.length < 20 || isChannelData()) {
      return "bytes" + Arrays.toString(Arrays.copyOf(bytes, Math.min(24, bytes.length)));
    }
    StringBuilder text = new StringBuilder();
    text.append("class ").append(stunClass()).append(" method ").append(method());
    if (has(Stun.ERROR_CODE)) {
      text.append(" error ").append(error()).append(" \"").append(reason()).append('"');
    }
    for (int type : types()) {
      text.append(" 0x%04x".formatted(type));
    }
    return text.toString();
  }
}
