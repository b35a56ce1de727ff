package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What every provider must answer before it may protect anything. */
final class KnownAnswers {
  /** RFC 7714 sections 16 and 17: session keys, SSRCs and indexes of the examples. */
  private static final String GCM_128_KEY = "000102030405060708090a0b0c0d0e0f";

  private static final String GCM_256_KEY =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final String GCM_SALT = "517569642070726f2071756f";
  private static final int GCM_RTP_SSRC = 0x5501A0B2;
  private static final int GCM_RTP_INDEX = 0xF17B;
  private static final int GCM_RTCP_SSRC = 0x4D617273;
  private static final int GCM_RTCP_INDEX = 0x5D4;
  private static final String GCM_RTP =
      "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120"
          + "696e207061727465732074726573";
  private static final String GCM_128_SRTP =
      "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f"
          + "42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce";
  private static final String GCM_256_SRTP =
      "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3"
          + "b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13";
  private static final String GCM_RTCP =
      "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeef"
          + "deadbeefdeadbeefdeadbeefdeadbeef";
  private static final String GCM_128_SRTCP =
      "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1"
          + "730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4";
  private static final String GCM_256_SRTCP =
      "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1"
          + "110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4";

  /** The reference packets of libsrtp, whose master key is that of RFC 3711 appendix B.3. */
  private static final String CM_KEY = "e1f97a0d3e018be0d64fa32c06de4139";

  private static final String CM_SALT = "0ec675ad498afeebb6960b3aabe6";
  private static final int CM_SSRC = 0xCAFEBABE;
  private static final int CM_RTP_INDEX = 0x1234;
  private static final int CM_RTCP_INDEX = 1;
  private static final String CM_RTP = "800f1234decafbadcafebabeabababababababababababababababab";
  private static final String CM_SRTP =
      "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b" + "8dbb";
  private static final String CM_RTCP = "81c8000bcafebabeabababababababababababababababab";
  private static final String CM_SRTCP =
      "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c123" + "0798";

  /** A packet in the clear and as it must leave. */
  private record Example(int ssrc, int index, String clear, String sealed) {}

  private KnownAnswers() {}

  /**
   * @throws CryptoUnavailableException naming the profile whose answer is wrong, or DTLS
   */
  static void check(CryptoProvider provider) throws CryptoUnavailableException {
    checkRecords(provider);
    for (SrtpProfile profile : SrtpProfile.values()) {
      String failure;
      try {
        failure = failure(provider, profile);
      } catch (IllegalStateException e) {
        throw new CryptoUnavailableException(
            provider.version() + " cannot do " + profile + ": " + e.getMessage(), e);
      }
      if (failure != null) {
        throw new CryptoUnavailableException(
            provider.version() + " does not " + failure + " by " + profile);
      }
    }
  }

  private static void checkRecords(CryptoProvider provider) throws CryptoUnavailableException {
    String failure;
    try {
      failure = RecordAnswers.failure(provider);
    } catch (IllegalStateException e) {
      throw new CryptoUnavailableException(
          provider.version() + " cannot do DTLS: " + e.getMessage(), e);
    }
    if (failure != null) {
      throw new CryptoUnavailableException(provider.version() + " does not " + failure);
    }
  }

  private static @Nullable String failure(CryptoProvider provider, SrtpProfile profile) {
    return switch (profile) {
      case AEAD_AES_128_GCM -> gcm(provider, profile, GCM_128_KEY, GCM_128_SRTP, GCM_128_SRTCP);
      case AEAD_AES_256_GCM -> gcm(provider, profile, GCM_256_KEY, GCM_256_SRTP, GCM_256_SRTCP);
      case AES128_CM_HMAC_SHA1_80 -> {
        SrtpKeys master = new SrtpKeys(bytes(CM_KEY), bytes(CM_SALT));
        yield failure(
            provider,
            profile,
            SessionKeys.forRtp(profile, master),
            SessionKeys.forRtcp(profile, master),
            new Example(CM_SSRC, CM_RTP_INDEX, CM_RTP, CM_SRTP),
            new Example(CM_SSRC, CM_RTCP_INDEX, CM_RTCP, CM_SRTCP));
      }
    };
  }

  private static @Nullable String gcm(
      CryptoProvider provider, SrtpProfile profile, String key, String srtp, String srtcp) {
    SessionKeys keys = new SessionKeys(bytes(key), new byte[0], bytes(GCM_SALT));
    return failure(
        provider,
        profile,
        keys,
        keys,
        new Example(GCM_RTP_SSRC, GCM_RTP_INDEX, GCM_RTP, srtp),
        new Example(GCM_RTCP_SSRC, GCM_RTCP_INDEX, GCM_RTCP, srtcp));
  }

  private static @Nullable String failure(
      CryptoProvider provider,
      SrtpProfile profile,
      SessionKeys rtpKeys,
      SessionKeys rtcpKeys,
      Example rtp,
      Example rtcp) {
    ByteBuf packet = Unpooled.directBuffer(256);
    try (SrtpCipher seal =
            provider.cipher(profile, rtpKeys, rtcpKeys, CryptoProvider.Direction.SEAL);
        SrtpCipher open =
            provider.cipher(profile, rtpKeys, rtcpKeys, CryptoProvider.Direction.OPEN)) {
      packet.writeBytes(bytes(rtp.clear));
      seal.sealRtp(packet, 0, 12, rtp.ssrc, rtp.index);
      if (!holds(packet, rtp.sealed)) {
        return "seal RTP";
      }
      int last = packet.writerIndex() - 1;
      packet.setByte(last, packet.getByte(last) ^ 1);
      if (open.openRtp(packet, 12, rtp.ssrc, rtp.index)) {
        return "refuse forged RTP";
      }
      packet.setByte(last, packet.getByte(last) ^ 1);
      if (!holds(packet, rtp.sealed)) {
        return "leave forged RTP as it was";
      }
      if (!open.openRtp(packet, 12, rtp.ssrc, rtp.index) || !holds(packet, rtp.clear)) {
        return "open RTP";
      }
      packet.clear().writeBytes(bytes(rtcp.clear));
      seal.sealRtcp(packet, 0, rtcp.ssrc, rtcp.index);
      if (!holds(packet, rtcp.sealed)) {
        return "seal RTCP";
      }
      return open.openRtcp(packet, rtcp.ssrc) && holds(packet, rtcp.clear) ? null : "open RTCP";
    } finally {
      packet.release();
    }
  }

  private static boolean holds(ByteBuf packet, String expected) {
    return ByteBufUtil.hexDump(packet).equals(expected);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
