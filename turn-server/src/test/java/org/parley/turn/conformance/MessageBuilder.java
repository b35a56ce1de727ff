package org.parley.turn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** Writes a STUN message attribute by attribute, right or wrong as asked for. */
public final class MessageBuilder {
  private final byte[] transactionId = new byte[12];
  private byte[] bytes = new byte[20];
  private byte padding;

  public MessageBuilder(int type) {
    ThreadLocalRandom.current().nextBytes(transactionId);
    ByteBuffer.wrap(bytes).putShort((short) type).putShort((short) 0).putInt(Stun.COOKIE);
    System.arraycopy(transactionId, 0, bytes, 8, 12);
  }

  public static MessageBuilder request(int method) {
    return new MessageBuilder(Stun.type(0, method));
  }

  public static MessageBuilder indication(int method) {
    return new MessageBuilder(Stun.type(1, method));
  }

  public MessageBuilder transactionId(byte[] id) {
    System.arraycopy(id, 0, transactionId, 0, 12);
    System.arraycopy(id, 0, bytes, 8, 12);
    return this;
  }

  /** What stands in padding from here on; receivers must ignore it (RFC 8489 §14). */
  public MessageBuilder padding(int value) {
    padding = (byte) value;
    return this;
  }

  public MessageBuilder attribute(int type, byte... value) {
    int padded = value.length + 3 & ~3;
    int at = bytes.length;
    bytes = Arrays.copyOf(bytes, at + 4 + padded);
    Arrays.fill(bytes, at + 4 + value.length, bytes.length, padding);
    ByteBuffer.wrap(bytes, at, 4 + value.length)
        .putShort((short) type)
        .putShort((short) value.length)
        .put(value);
    return length(bytes.length - 20);
  }

  public MessageBuilder text(int type, String value) {
    return attribute(type, value.getBytes(UTF_8));
  }

  public MessageBuilder number(int type, int value) {
    return attribute(type, ByteBuffer.allocate(4).putInt(value).array());
  }

  public MessageBuilder peer(InetSocketAddress peer) {
    return attribute(Stun.XOR_PEER_ADDRESS, xor(peer, transactionId));
  }

  public MessageBuilder sha1(byte[] key) {
    return attribute(
        Stun.MESSAGE_INTEGRITY, Digests.integrity("HmacSHA1", key, bytes, bytes.length, 20));
  }

  /** Truncated to so many bytes (RFC 8489 §14.6). */
  public MessageBuilder sha256(byte[] key, int length) {
    byte[] whole = Digests.integrity("HmacSHA256", key, bytes, bytes.length, length);
    return attribute(Stun.MESSAGE_INTEGRITY_SHA256, Arrays.copyOf(whole, length));
  }

  public MessageBuilder fingerprint() {
    return fingerprint(0);
  }

  /** Wrong unless the difference is 0. */
  public MessageBuilder fingerprint(int difference) {
    int at = bytes.length;
    length(at - 20 + 8);
    return number(Stun.FINGERPRINT, Digests.fingerprint(bytes, at) ^ difference);
  }

  /** Says another length than the message has. */
  public MessageBuilder length(int length) {
    bytes[2] = (byte) (length >>> 8);
    bytes[3] = (byte) length;
    return this;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public static byte[] xor(InetSocketAddress address, byte[] transactionId) {
    return xor(address.getAddress().getAddress(), address.getPort(), transactionId);
  }

  /** An XOR-…-ADDRESS of raw address bytes: Java makes IPv4 of the mapped form, this does not. */
  public static byte[] xor(byte[] ip, int port, byte[] transactionId) {
    ByteBuffer mask = ByteBuffer.allocate(16).putInt(Stun.COOKIE).put(transactionId);
    ByteBuffer value = ByteBuffer.allocate(4 + ip.length);
    value.putShort((short) (ip.length == 4 ? Stun.IPV4 : Stun.IPV6));
    value.putShort((short) (port ^ Stun.COOKIE >>> 16));
    for (int i = 0; i < ip.length; i++) {
      value.put((byte) (ip[i] ^ mask.get(i)));
    }
    return value.array();
  }

  byte[] transactionId() {
    return transactionId.clone();
  }
}
