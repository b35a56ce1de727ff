package org.parley.media.testpeer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Encodes connectivity checks (RFC 8445 section 7.2) and answers to them. */
public final class StunRequests {
  private static final int MAGIC_COOKIE = 0x2112A442;

  private StunRequests() {}

  /** An attribute before MESSAGE-INTEGRITY. */
  public record Attribute(int type, byte[] value) {}

  public static Attribute username(String username) {
    return new Attribute(0x0006, username.getBytes(StandardCharsets.UTF_8));
  }

  public static Attribute priority() {
    return new Attribute(0x0024, new byte[] {0x6E, 0x7F, 0x1E, (byte) 0xFF});
  }

  public static Attribute useCandidate() {
    return new Attribute(0x0025, new byte[0]);
  }

  public static Attribute controlling() {
    return new Attribute(0x802A, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
  }

  public static Attribute controlled() {
    return new Attribute(0x8029, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
  }

  /**
   * @param password null to leave out MESSAGE-INTEGRITY
   */
  public static byte[] check(
      byte[] transaction, String username, @Nullable String password, boolean useCandidate) {
    List<Attribute> attributes =
        new ArrayList<>(List.of(username(username), priority(), controlling()));
    if (useCandidate) {
      attributes.add(useCandidate());
    }
    return request(transaction, attributes, password, true);
  }

  /**
   * @param password null to leave out MESSAGE-INTEGRITY
   */
  public static byte[] request(
      byte[] transaction,
      List<Attribute> attributes,
      @Nullable String password,
      boolean fingerprint) {
    return message(0x0001, transaction, attributes, password, fingerprint);
  }

  /**
   * A success response that names some address.
   *
   * @param password null to leave out MESSAGE-INTEGRITY
   */
  public static byte[] success(byte[] transaction, @Nullable String password) {
    Attribute mapped = new Attribute(0x0020, new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
    return message(0x0101, transaction, List.of(mapped), password, true);
  }

  /** 400, Bad Request. */
  public static byte[] error(byte[] transaction, String password) {
    Attribute code = new Attribute(0x0009, new byte[] {0, 0, 4, 0});
    return message(0x0111, transaction, List.of(code), password, true);
  }

  private static byte[] message(
      int type,
      byte[] transaction,
      List<Attribute> attributes,
      @Nullable String password,
      boolean fingerprint) {
    ByteBuffer out = ByteBuffer.allocate(1500);
    out.putShort((short) type).putShort((short) 0).putInt(MAGIC_COOKIE).put(transaction);
    for (Attribute attribute : attributes) {
      attribute(out, attribute.type(), attribute.value());
    }
    if (password != null) {
      setLength(out, 24);
      attribute(out, 0x0008, hmac(password, Arrays.copyOf(out.array(), out.position())));
    }
    if (fingerprint) {
      setLength(out, 8);
      CRC32 crc = new CRC32();
      crc.update(out.array(), 0, out.position());
      attribute(
          out, 0x8028, ByteBuffer.allocate(4).putInt((int) crc.getValue() ^ 0x5354554E).array());
    }
    setLength(out, 0);
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Whether {@code packet} is a success response to {@code transaction}. */
  public static boolean isSuccess(byte[] packet, byte[] transaction) {
    return packet.length >= 20
        && packet[0] == 1
        && packet[1] == 1
        && Arrays.equals(packet, 8, 20, transaction, 0, 12);
  }

  public static boolean isRequest(byte[] packet) {
    return packet.length >= 20 && packet[0] == 0 && packet[1] == 1;
  }

  public static byte[] transactionOf(byte[] packet) {
    return Arrays.copyOfRange(packet, 8, 20);
  }

  public static boolean isStun(byte[] packet) {
    return packet.length >= 20 && packet[0] >= 0 && packet[0] <= 3;
  }

  private static void setLength(ByteBuffer out, int toCome) {
    out.putShort(2, (short) (out.position() - 20 + toCome));
  }

  private static void attribute(ByteBuffer out, int type, byte[] value) {
    out.putShort((short) type).putShort((short) value.length).put(value);
    while ((out.position() & 3) != 0) {
      out.put((byte) 0);
    }
  }

  private static byte[] hmac(String password, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
