package org.parley.media.transport.srtp;

import java.util.Optional;

/** The protection profiles that we speak (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
public enum SrtpProfile {
  AEAD_AES_128_GCM(0x0007, 16, 12, 16),
  AEAD_AES_256_GCM(0x0008, 32, 12, 16),
  AES128_CM_HMAC_SHA1_80(0x0001, 16, 14, 10);

  private final int id;
  private final int keyLength;
  private final int saltLength;
  private final int tagLength;

  SrtpProfile(int id, int keyLength, int saltLength, int tagLength) {
    this.id = id;
    this.keyLength = keyLength;
    this.saltLength = saltLength;
    this.tagLength = tagLength;
  }

  /** The value in the use_srtp extension of DTLS. */
  public int id() {
    return id;
  }

  /** Bytes of master and session encryption keys. */
  public int keyLength() {
    return keyLength;
  }

  /** Bytes of master and session salts. */
  public int saltLength() {
    return saltLength;
  }

  /** Bytes of authentication tag on RTP and on RTCP. */
  public int tagLength() {
    return tagLength;
  }

  /** Most bytes that protection adds to an RTP packet. */
  public int rtpOverhead() {
    return tagLength;
  }

  /** Bytes that protection adds to an RTCP packet: tag and SRTCP index. */
  public int rtcpOverhead() {
    return tagLength + SrtpCipher.INDEX_LENGTH;
  }

  /** Bytes to export from DTLS under the label EXTRACTOR-dtls_srtp. */
  public int exporterLength() {
    return 2 * (keyLength + saltLength);
  }

  public static Optional<SrtpProfile> ofId(int id) {
    for (SrtpProfile profile : values()) {
      if (profile.id == id) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }
}
