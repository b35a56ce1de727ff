package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.parley.media.rtp.RtpPacket;

/**
 * SRTP and SRTCP of one transport, both directions. Packets are changed in place.
 *
 * <p>No packet index is ever sealed twice: under AES-GCM that would give away the authentication
 * key. Whoever retransmits does so by RTX (RFC 4588), or sends the sealed bytes again as they are.
 */
public final class SrtpTransform implements AutoCloseable {
  /** SSRCs of a transport, for each of RTP and RTCP and each direction. */
  public static final int MAX_SOURCES = 1024;

  private static final int MAX_RTCP_INDEX = 0x7FFF_FFFF;

  private final SrtpProfile profile;
  private final SrtpCipher local;
  private final SrtpCipher remote;
  private final SourceTable rtpOut = new SourceTable(MAX_SOURCES);
  private final SourceTable rtpIn = new SourceTable(MAX_SOURCES);
  private final SourceTable rtcpOut = new SourceTable(MAX_SOURCES);
  private final SourceTable rtcpIn = new SourceTable(MAX_SOURCES);
  private boolean closed;

  SrtpTransform(SrtpProfile profile, SrtpCipher local, SrtpCipher remote) {
    this.profile = profile;
    this.local = local;
    this.remote = remote;
  }

  /** With the JDK's cryptography. */
  public static SrtpTransform create(SrtpProfile profile, SrtpKeys local, SrtpKeys remote) {
    return create(CryptoProvider.jdk(), profile, local, remote);
  }

  /**
   * @param local keys that we send with
   * @param remote keys that the peer sends with
   */
  public static SrtpTransform create(
      CryptoProvider provider, SrtpProfile profile, SrtpKeys local, SrtpKeys remote) {
    return new SrtpTransform(
        profile,
        cipher(provider, profile, local, CryptoProvider.Direction.SEAL),
        cipher(provider, profile, remote, CryptoProvider.Direction.OPEN));
  }

  private static SrtpCipher cipher(
      CryptoProvider provider,
      SrtpProfile profile,
      SrtpKeys keys,
      CryptoProvider.Direction direction) {
    SessionKeys rtp = SessionKeys.forRtp(profile, keys);
    SessionKeys rtcp = SessionKeys.forRtcp(profile, keys);
    return provider.cipher(profile, rtp, rtcp, direction);
  }

  public SrtpProfile profile() {
    return profile;
  }

  /** Protects what lies between the reader and the writer index. */
  public boolean protectRtp(ByteBuf packet) {
    return protectRtp(packet, packet.readerIndex());
  }

  /**
   * Encrypts the payload and appends the tag, for which the buffer must have {@link
   * SrtpProfile#rtpOverhead} writable bytes.
   *
   * @param start where the packet begins that ends at the writer index; what lies before it, such
   *     as further packets, stays as it is
   * @return false when the packet is malformed, was sealed before, is too old to tell, or comes
   *     from one SSRC too many; the writer index is then at {@code start}, so that the packet
   *     cannot leave in the clear
   */
  public boolean protectRtp(ByteBuf buffer, int start) {
    int header = RtpPacket.headerLength(buffer, start, buffer.writerIndex() - start);
    if (header < 0) {
      return refuse(buffer, start);
    }
    int ssrc = buffer.getInt(start + 8);
    ReplayWindow sent = sender(rtpOut, ssrc);
    if (sent == null) {
      return refuse(buffer, start);
    }
    long index = PacketIndex.estimate(sent.highest(), buffer.getUnsignedShort(start + 2));
    if (!sent.isFresh(index) || index > PacketIndex.MAX) {
      return refuse(buffer, start);
    }
    sent.accept(index);
    local.sealRtp(buffer, start, header, ssrc, index);
    return true;
  }

  /** Protects what lies between the reader and the writer index. */
  public boolean protectRtcp(ByteBuf packet) {
    return protectRtcp(packet, packet.readerIndex());
  }

  /**
   * Encrypts what follows the first eight bytes of a compound and appends tag and SRTCP index, for
   * which the buffer must have {@link SrtpProfile#rtcpOverhead} writable bytes.
   *
   * @param start as for {@link #protectRtp}
   * @return false as for {@link #protectRtp}
   */
  public boolean protectRtcp(ByteBuf buffer, int start) {
    if (buffer.writerIndex() - start < SrtpCipher.RTCP_HEADER_LENGTH) {
      return refuse(buffer, start);
    }
    int ssrc = buffer.getInt(start + 4);
    ReplayWindow sent = sender(rtcpOut, ssrc);
    // RFC 3711 section 3.4: the index starts at zero and must not wrap under one key.
    if (sent == null || sent.highest() == MAX_RTCP_INDEX) {
      return refuse(buffer, start);
    }
    int index = (int) (sent.highest() + 1);
    sent.accept(index);
    local.sealRtcp(buffer, start, ssrc, index);
    return true;
  }

  /** Authenticates and decrypts; unless the result is OK the packet is as it was. */
  public SrtpResult unprotectRtp(ByteBuf packet) {
    int header =
        RtpPacket.headerLength(
            packet, packet.readerIndex(), packet.readableBytes() - profile.tagLength());
    if (header < 0) {
      return SrtpResult.MALFORMED;
    }
    int ssrc = packet.getInt(packet.readerIndex() + 8);
    ReplayWindow received = rtpIn.find(ssrc);
    long highest = received == null ? PacketIndex.NONE : received.highest();
    long index = PacketIndex.estimate(highest, packet.getUnsignedShort(packet.readerIndex() + 2));
    SrtpResult admission = admit(rtpIn, received, index);
    if (admission != SrtpResult.OK) {
      return admission;
    }
    if (index > PacketIndex.MAX || !remote.openRtp(packet, header, ssrc, index)) {
      return SrtpResult.AUTHENTICATION_FAILED;
    }
    remember(rtpIn, received, ssrc, index);
    return SrtpResult.OK;
  }

  /** Authenticates and decrypts; unless the result is OK the packet is as it was. */
  public SrtpResult unprotectRtcp(ByteBuf packet) {
    int start = packet.readerIndex();
    if (packet.readableBytes() < SrtpCipher.RTCP_HEADER_LENGTH + profile.rtcpOverhead()
        || packet.getUnsignedByte(start) >> 6 != 2) {
      return SrtpResult.MALFORMED;
    }
    int ssrc = packet.getInt(start + 4);
    int index = remote.indexWord(packet) & ~SrtpCipher.ENCRYPTED;
    ReplayWindow received = rtcpIn.find(ssrc);
    SrtpResult admission = admit(rtcpIn, received, index);
    if (admission != SrtpResult.OK) {
      return admission;
    }
    if (!remote.openRtcp(packet, ssrc)) {
      return SrtpResult.AUTHENTICATION_FAILED;
    }
    remember(rtcpIn, received, ssrc, index);
    return SrtpResult.OK;
  }

  /** Frees the keys; nothing else may be called any more. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      local.close();
      remote.close();
    }
  }

  /** Sources that we received authentic RTP or RTCP from, counted apart. */
  public int receivedSources() {
    return rtpIn.size() + rtcpIn.size();
  }

  private static SrtpResult admit(
      SourceTable sources, @Nullable ReplayWindow received, long index) {
    if (received == null) {
      return sources.isFull() ? SrtpResult.TOO_MANY_SOURCES : SrtpResult.OK;
    }
    return received.isFresh(index) ? SrtpResult.OK : SrtpResult.REPLAYED;
  }

  private static void remember(
      SourceTable sources, @Nullable ReplayWindow received, int ssrc, long index) {
    ReplayWindow window = received == null ? sources.add(ssrc) : received;
    window.accept(index);
  }

  private static @Nullable ReplayWindow sender(SourceTable sources, int ssrc) {
    ReplayWindow known = sources.find(ssrc);
    if (known != null || sources.isFull()) {
      return known;
    }
    return sources.add(ssrc);
  }

  private static boolean refuse(ByteBuf buffer, int start) {
    buffer.writerIndex(start);
    return false;
  }
}
