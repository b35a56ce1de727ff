package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SrtpVectorTest {
  private static final int RFC_7714_SSRC = 0x5501A0B2;
  private static final int RFC_7714_INDEX = 0xF17B;
  private static final int RFC_7714_RTCP_SSRC = 0x4D617273;
  private static final int RFC_7714_RTCP_INDEX = 0x5D4;

  private final Properties rfc3711 = load("rfc3711");
  private final Properties rfc7714 = load("rfc7714");
  private final Properties libsrtp = load("libsrtp");

  @Test
  void derivesTheSessionKeysOfRfc3711() {
    SrtpKeys master =
        new SrtpKeys(bytes(rfc3711, "b3.master.key"), bytes(rfc3711, "b3.master.salt"));

    assertEquals(text(rfc3711, "b3.cipher.key"), hex(SessionKeys.derive(master, 0, 16)));
    assertEquals(text(rfc3711, "b3.auth.key"), hex(SessionKeys.derive(master, 1, 94)));
    assertEquals(text(rfc3711, "b3.cipher.salt"), hex(SessionKeys.derive(master, 2, 14)));
  }

  @ParameterizedTest
  @EnumSource
  void encryptsByTheKeystreamOfRfc3711(CryptoProvider.Kind kind) {
    CryptoProvider provider = Providers.require(kind);
    int blocks = 65282;
    SessionKeys keys =
        new SessionKeys(bytes(rfc3711, "b2.key"), new byte[20], bytes(rfc3711, "b2.salt"));
    ByteBuf packet = Unpooled.buffer(12 + 16 * blocks + 10);
    packet.writeByte(0x80).writeZero(11 + 16 * blocks);

    try (SrtpCipher seal =
        provider.cipher(
            SrtpProfile.AES128_CM_HMAC_SHA1_80, keys, keys, CryptoProvider.Direction.SEAL)) {
      seal.sealRtp(packet, 0, 12, 0, 0);
    }

    assertEquals(text(rfc3711, "b2.first"), ByteBufUtil.hexDump(packet, 12, 48));
    assertEquals(text(rfc3711, "b2.last"), ByteBufUtil.hexDump(packet, 12 + 16 * (blocks - 3), 48));
  }

  @ParameterizedTest
  @MethodSource("gcm")
  void sealsAndOpensRtpOfRfc7714(CryptoProvider.Kind kind, int bits) {
    ByteBuf packet = packet(rfc7714, "rtp");
    try (SrtpCipher seal = gcm(kind, bits, CryptoProvider.Direction.SEAL);
        SrtpCipher open = gcm(kind, bits, CryptoProvider.Direction.OPEN)) {
      seal.sealRtp(packet, 0, 12, RFC_7714_SSRC, RFC_7714_INDEX);
      assertEquals(text(rfc7714, "srtp." + bits), ByteBufUtil.hexDump(packet));

      assertTrue(open.openRtp(packet, 12, RFC_7714_SSRC, RFC_7714_INDEX));
      assertEquals(text(rfc7714, "rtp"), ByteBufUtil.hexDump(packet));
    }
  }

  @ParameterizedTest
  @MethodSource("gcm")
  void sealsAndOpensRtcpOfRfc7714(CryptoProvider.Kind kind, int bits) {
    ByteBuf packet = packet(rfc7714, "rtcp");
    try (SrtpCipher seal = gcm(kind, bits, CryptoProvider.Direction.SEAL);
        SrtpCipher open = gcm(kind, bits, CryptoProvider.Direction.OPEN)) {
      seal.sealRtcp(packet, 0, RFC_7714_RTCP_SSRC, RFC_7714_RTCP_INDEX);
      assertEquals(text(rfc7714, "srtcp." + bits), ByteBufUtil.hexDump(packet));

      assertTrue(open.openRtcp(packet, RFC_7714_RTCP_SSRC));
      assertEquals(text(rfc7714, "rtcp"), ByteBufUtil.hexDump(packet));
    }
  }

  @ParameterizedTest
  @MethodSource("gcm")
  void opensRtcpThatIsNotEncrypted(CryptoProvider.Kind kind, int bits) {
    ByteBuf packet = packet(rfc7714, "srtcp." + bits + ".clear");

    try (SrtpCipher open = gcm(kind, bits, CryptoProvider.Direction.OPEN)) {
      assertTrue(open.openRtcp(packet, RFC_7714_RTCP_SSRC));
      assertEquals(text(rfc7714, "rtcp"), ByteBufUtil.hexDump(packet));
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          LIBCRYPTO, AEAD_AES_128_GCM
          LIBCRYPTO, AES128_CM_HMAC_SHA1_80
          CORRETTO, AEAD_AES_128_GCM
          CORRETTO, AES128_CM_HMAC_SHA1_80
          JDK, AEAD_AES_128_GCM
          JDK, AES128_CM_HMAC_SHA1_80
          """)
  void protectsAndUnprotectsTheReferencePacketsOfLibsrtp(
      CryptoProvider.Kind kind, SrtpProfile profile) {
    CryptoProvider provider = Providers.require(kind);
    SrtpKeys keys =
        new SrtpKeys(bytes(libsrtp, profile + ".key"), bytes(libsrtp, profile + ".salt"));
    SrtpTransform transform = SrtpTransform.create(provider, profile, keys, keys);

    ByteBuf rtp = packet(libsrtp, "rtp");
    assertTrue(transform.protectRtp(rtp));
    assertEquals(text(libsrtp, profile + ".srtp"), ByteBufUtil.hexDump(rtp));
    assertEquals(SrtpResult.OK, transform.unprotectRtp(rtp));
    assertEquals(text(libsrtp, "rtp"), ByteBufUtil.hexDump(rtp));

    assertTrue(transform.protectRtcp(packet(libsrtp, "rtcp")));
    ByteBuf rtcp = packet(libsrtp, "rtcp");
    assertTrue(transform.protectRtcp(rtcp));
    assertEquals(text(libsrtp, profile + ".srtcp"), ByteBufUtil.hexDump(rtcp));
    assertEquals(SrtpResult.OK, transform.unprotectRtcp(rtcp));
    assertEquals(text(libsrtp, "rtcp"), ByteBufUtil.hexDump(rtcp));
    transform.close();
    assertEquals(0, provider.openContexts());
  }

  static Stream<Arguments> gcm() {
    return Stream.of(CryptoProvider.Kind.values())
        .flatMap(kind -> Stream.of(Arguments.of(kind, 128), Arguments.of(kind, 256)));
  }

  private SrtpCipher gcm(CryptoProvider.Kind kind, int bits, CryptoProvider.Direction direction) {
    SessionKeys keys =
        new SessionKeys(bytes(rfc7714, "key." + bits), new byte[0], bytes(rfc7714, "salt"));
    SrtpProfile profile = bits == 128 ? SrtpProfile.AEAD_AES_128_GCM : SrtpProfile.AEAD_AES_256_GCM;
    return Providers.require(kind).cipher(profile, keys, keys, direction);
  }

  private static Properties load(String name) {
    Properties vectors = new Properties();
    try (InputStream file = SrtpVectorTest.class.getResourceAsStream(name + ".properties")) {
      vectors.load(Objects.requireNonNull(file, name));
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
    return vectors;
  }

  private static String text(Properties vectors, String key) {
    return Objects.requireNonNull(vectors.getProperty(key), key).toLowerCase(Locale.ROOT);
  }

  private static byte[] bytes(Properties vectors, String key) {
    return HexFormat.of().parseHex(text(vectors, key));
  }

  private static ByteBuf packet(Properties vectors, String key) {
    return Unpooled.buffer().writeBytes(bytes(vectors, key));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
