package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class SrtpTransformTest {
  private static final int SSRC = 0xCAFEBABE;

  private final Random random = new Random(3711);
  private final List<SrtpTransform> opened = new ArrayList<>();
  private final CryptoProvider provider;

  SrtpTransformTest(CryptoProvider.Kind kind) {
    provider = Providers.require(kind);
  }

  @AfterEach
  void freesAllContexts() {
    opened.forEach(SrtpTransform::close);
    opened.forEach(SrtpTransform::close);
    assertEquals(0, provider.openContexts());
  }

  /** The two ends of a transport. */
  private record Ends(SrtpTransform client, SrtpTransform server) {
    byte[] seal(byte[] packet) {
      ByteBuf buffer = buffer(packet);
      assertTrue(client.protectRtp(buffer));
      return ByteBufUtil.getBytes(buffer);
    }

    SrtpResult open(byte[] packet) {
      return server.unprotectRtp(buffer(packet));
    }
  }

  private Ends ends(SrtpProfile profile) {
    byte[] material = new byte[profile.exporterLength()];
    new Random(5764).nextBytes(material);
    SrtpKeys.Pair client = SrtpKeys.fromExporter(profile, material, false);
    SrtpKeys.Pair server = SrtpKeys.fromExporter(profile, material, true);
    Ends ends =
        new Ends(
            SrtpTransform.create(provider, profile, client.local(), client.remote()),
            SrtpTransform.create(provider, profile, server.local(), server.remote()));
    opened.add(ends.client);
    opened.add(ends.server);
    return ends;
  }

  @ParameterizedTest
  @EnumSource
  void rtpSurvivesBothDirections(SrtpProfile profile) {
    Ends ends = ends(profile);
    for (int i = 0; i < 50; i++) {
      byte[] clear = rtp(SSRC + i % 3, i, random.nextInt(1200));
      ByteBuf packet = buffer(clear);

      assertTrue(ends.client.protectRtp(packet));
      assertEquals(clear.length + profile.rtpOverhead(), packet.readableBytes());
      assertEquals(SrtpResult.OK, ends.server.unprotectRtp(packet));
      assertArrayEquals(clear, ByteBufUtil.getBytes(packet));

      assertTrue(ends.server.protectRtp(packet));
      assertEquals(SrtpResult.OK, ends.client.unprotectRtp(packet));
      assertArrayEquals(clear, ByteBufUtil.getBytes(packet));
    }
  }

  @ParameterizedTest
  @EnumSource
  void rtcpSurvivesBothDirections(SrtpProfile profile) {
    Ends ends = ends(profile);
    for (int i = 0; i < 50; i++) {
      byte[] clear = rtcp(SSRC, 4 * random.nextInt(100));
      ByteBuf packet = buffer(clear);

      assertTrue(ends.client.protectRtcp(packet));
      assertEquals(clear.length + profile.rtcpOverhead(), packet.readableBytes());
      assertEquals(SrtpResult.OK, ends.server.unprotectRtcp(packet));
      assertArrayEquals(clear, ByteBufUtil.getBytes(packet));

      assertTrue(ends.server.protectRtcp(packet));
      assertEquals(SrtpResult.OK, ends.client.unprotectRtcp(packet));
      assertArrayEquals(clear, ByteBufUtil.getBytes(packet));
    }
  }

  @ParameterizedTest
  @EnumSource
  void packetsMayLieAnywhereInDirectBuffers(SrtpProfile profile) {
    Ends ends = ends(profile);
    byte[] clear = rtp(SSRC, 7, 900);
    ByteBuf packet = Unpooled.directBuffer().writeZero(33).readerIndex(33).writeBytes(clear);

    assertTrue(ends.client.protectRtp(packet));
    assertEquals(SrtpResult.OK, ends.server.unprotectRtp(packet));
    assertArrayEquals(clear, ByteBufUtil.getBytes(packet));
    packet.release();
  }

  @ParameterizedTest
  @EnumSource
  void packetsAreProtectedOneBehindTheOther(SrtpProfile profile) {
    Ends ends = ends(profile);
    ByteBuf staging = Unpooled.directBuffer(4096);
    byte[][] clear = {rtp(SSRC, 1, 300), rtcp(SSRC, 28), rtp(SSRC, 2, 1000)};
    for (byte[] packet : clear) {
      int start = staging.writerIndex();
      staging.writeBytes(packet);
      boolean isRtcp = packet.length == 36;
      assertTrue(
          isRtcp
              ? ends.client.protectRtcp(staging, start)
              : ends.client.protectRtp(staging, start));
    }
    int end = staging.writerIndex();
    staging.writeBytes(clear[2]);
    assertFalse(ends.client.protectRtp(staging, end));
    assertEquals(end, staging.writerIndex());

    ByteBuf first = staging.readSlice(312 + profile.rtpOverhead());
    ByteBuf second = staging.readSlice(36 + profile.rtcpOverhead());
    assertEquals(SrtpResult.OK, ends.server.unprotectRtp(first));
    assertEquals(SrtpResult.OK, ends.server.unprotectRtcp(second));
    assertEquals(SrtpResult.OK, ends.server.unprotectRtp(staging));
    assertArrayEquals(clear[0], ByteBufUtil.getBytes(first));
    assertArrayEquals(clear[1], ByteBufUtil.getBytes(second));
    assertArrayEquals(clear[2], ByteBufUtil.getBytes(staging));
    staging.release();
  }

  @ParameterizedTest
  @EnumSource
  void csrcsAndExtensionsStayReadable(SrtpProfile profile) {
    Ends ends = ends(profile);
    byte[] clear = rtp(SSRC, 7, 40);
    clear[0] = (byte) 0x92; // two CSRCs, then an extension of one word
    clear[12 + 8 + 2] = 0;
    clear[12 + 8 + 3] = 1;
    byte[] sealed = ends.seal(clear);

    assertArrayEquals(head(clear, 12 + 8 + 8), head(sealed, 12 + 8 + 8));
    assertEquals(SrtpResult.OK, ends.open(sealed));
  }

  @ParameterizedTest
  @EnumSource
  void sequenceNumbersRollOver(SrtpProfile profile) {
    Ends ends = ends(profile);
    for (int i = 65_000; i < 3 * 65_536 + 5; i += 50) {
      assertEquals(SrtpResult.OK, ends.open(ends.seal(rtp(SSRC, i, 20))), "index " + i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void packetsAreReorderedAroundTheRollover(SrtpProfile profile) {
    Ends ends = ends(profile);
    int first = 65_530;
    byte[][] sealed = new byte[12][];
    for (int i = 0; i < sealed.length; i++) {
      sealed[i] = ends.seal(rtp(SSRC, first + i, 20));
    }
    for (int i : new int[] {0, 7, 1, 9, 5, 6, 3, 11, 2, 4, 8, 10}) {
      assertEquals(SrtpResult.OK, ends.open(sealed[i]), "packet " + i);
      assertEquals(SrtpResult.REPLAYED, ends.open(sealed[i]), "packet " + i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSenderMayReorderAroundTheRollover(SrtpProfile profile) {
    Ends ends = ends(profile);
    for (int i : new int[] {65_534, 65_537, 65_535, 65_536, 65_538}) {
      assertEquals(SrtpResult.OK, ends.open(ends.seal(rtp(SSRC, i, 20))), "index " + i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tenThousandReplaysAreRefused(SrtpProfile profile) {
    Ends ends = ends(profile);
    byte[][] sealed = new byte[2_000][];
    for (int i = 0; i < sealed.length; i++) {
      sealed[i] = ends.seal(rtp(SSRC, 65_000 + i, 20));
      assertEquals(SrtpResult.OK, ends.open(sealed[i]));
    }
    int accepted = 0;
    for (int i = 0; i < 10_000; i++) {
      accepted += ends.open(sealed[random.nextInt(sealed.length)]) == SrtpResult.OK ? 1 : 0;
    }
    assertEquals(0, accepted);
  }

  @ParameterizedTest
  @EnumSource
  void replayedRtcpIsRefused(SrtpProfile profile) {
    Ends ends = ends(profile);
    ByteBuf packet = buffer(rtcp(SSRC, 40));
    assertTrue(ends.client.protectRtcp(packet));
    byte[] sealed = ByteBufUtil.getBytes(packet);

    assertEquals(SrtpResult.OK, ends.server.unprotectRtcp(buffer(sealed)));
    assertEquals(SrtpResult.REPLAYED, ends.server.unprotectRtcp(buffer(sealed)));
  }

  @ParameterizedTest
  @EnumSource
  void forgedSourcesLeaveNothingBehind(SrtpProfile profile) {
    Ends ends = ends(profile);
    for (int i = 0; i < 10_000; i++) {
      assertEquals(
          SrtpResult.AUTHENTICATION_FAILED, ends.open(rtp(random.nextInt(), random.nextInt(), 60)));
      assertEquals(
          SrtpResult.AUTHENTICATION_FAILED,
          ends.server.unprotectRtcp(buffer(rtcp(random.nextInt(), 60))));
    }
    assertEquals(0, ends.server.receivedSources());
  }

  @ParameterizedTest
  @EnumSource
  void forgedPacketsDoNotMoveTheRollover(SrtpProfile profile) {
    Ends ends = ends(profile);
    assertEquals(SrtpResult.OK, ends.open(ends.seal(rtp(SSRC, 100, 20))));
    for (int sequence = 0; sequence < 65_536; sequence += 1_000) {
      assertNotEquals(SrtpResult.OK, ends.open(rtp(SSRC, sequence, 40)));
    }
    assertEquals(SrtpResult.OK, ends.open(ends.seal(rtp(SSRC, 101, 20))));
  }

  @ParameterizedTest
  @EnumSource
  void everyByteOfRtpIsProtected(SrtpProfile profile) {
    Ends ends = ends(profile);
    byte[] sealed = ends.seal(rtp(SSRC, 7, 30));
    for (int i = 0; i < sealed.length; i++) {
      byte[] tampered = sealed.clone();
      tampered[i] ^= (byte) (1 << random.nextInt(8));
      ByteBuf packet = buffer(tampered);
      assertNotEquals(SrtpResult.OK, ends.server.unprotectRtp(packet), "byte " + i);
      assertArrayEquals(tampered, ByteBufUtil.getBytes(packet), "byte " + i);
    }
    assertEquals(0, ends.server.receivedSources());
    assertEquals(SrtpResult.OK, ends.open(sealed));
  }

  @ParameterizedTest
  @EnumSource
  void everyByteOfRtcpIsProtected(SrtpProfile profile) {
    Ends ends = ends(profile);
    ByteBuf sent = buffer(rtcp(SSRC, 32));
    assertTrue(ends.client.protectRtcp(sent));
    byte[] sealed = ByteBufUtil.getBytes(sent);
    for (int i = 0; i < sealed.length; i++) {
      byte[] tampered = sealed.clone();
      tampered[i] ^= (byte) (1 << random.nextInt(8));
      ByteBuf packet = buffer(tampered);
      assertNotEquals(SrtpResult.OK, ends.server.unprotectRtcp(packet), "byte " + i);
      assertArrayEquals(tampered, ByteBufUtil.getBytes(packet), "byte " + i);
    }
    assertEquals(0, ends.server.receivedSources());
    assertEquals(SrtpResult.OK, ends.server.unprotectRtcp(buffer(sealed)));
  }

  @ParameterizedTest
  @EnumSource
  void everyTruncationIsRefused(SrtpProfile profile) {
    Ends ends = ends(profile);
    byte[] sealed = ends.seal(rtp(SSRC, 7, 30));
    ByteBuf rtcp = buffer(rtcp(SSRC, 32));
    assertTrue(ends.client.protectRtcp(rtcp));
    for (int length = 0; length < sealed.length; length++) {
      assertNotEquals(SrtpResult.OK, ends.open(head(sealed, length)));
    }
    for (int length = 0; length < rtcp.readableBytes(); length++) {
      ByteBuf cut = buffer(ByteBufUtil.getBytes(rtcp, 0, length));
      assertNotEquals(SrtpResult.OK, ends.server.unprotectRtcp(cut));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noIndexIsSealedTwice(SrtpProfile profile) {
    Ends ends = ends(profile);
    ends.seal(rtp(SSRC, 2_000, 20));
    ByteBuf again = buffer(rtp(SSRC, 2_000, 20));
    ByteBuf tooOld = buffer(rtp(SSRC, 2_000 - ReplayWindow.SIZE, 20));

    assertFalse(ends.client.protectRtp(again));
    assertFalse(again.isReadable());
    assertFalse(ends.client.protectRtp(tooOld));
    assertFalse(tooOld.isReadable());
  }

  @Test
  void sourcesAreLimited() {
    Ends ends = ends(SrtpProfile.AEAD_AES_128_GCM);
    for (int i = 0; i < SrtpTransform.MAX_SOURCES; i++) {
      assertEquals(SrtpResult.OK, ends.open(ends.seal(rtp(i, 1, 20))));
    }
    ByteBuf oneMore = buffer(rtp(SSRC, 1, 20));
    assertFalse(ends.client.protectRtp(oneMore));
    assertFalse(oneMore.isReadable());
    assertEquals(SrtpResult.TOO_MANY_SOURCES, ends.open(rtp(SSRC, 1, 60)));
    assertEquals(SrtpResult.OK, ends.open(ends.seal(rtp(17, 2, 20))));
    assertEquals(SrtpTransform.MAX_SOURCES, ends.server.receivedSources());
  }

  @Test
  void keysAreCutByRoles() {
    SrtpProfile profile = SrtpProfile.AES128_CM_HMAC_SHA1_80;
    byte[] material = new byte[profile.exporterLength()];
    for (int i = 0; i < material.length; i++) {
      material[i] = (byte) i;
    }

    SrtpKeys.Pair server = SrtpKeys.fromExporter(profile, material, true);

    assertEquals(16, server.local().masterKey()[0]);
    assertEquals(0, server.remote().masterKey()[0]);
    assertEquals(46, server.local().masterSalt()[0]);
    assertEquals(32, server.remote().masterSalt()[0]);
    assertEquals(14, server.remote().masterSalt().length);
  }

  private byte[] rtp(int ssrc, int sequence, int payload) {
    byte[] bytes = new byte[12 + payload];
    random.nextBytes(bytes);
    Unpooled.wrappedBuffer(bytes).setShort(0, 0x8060).setShort(2, sequence).setInt(8, ssrc);
    return bytes;
  }

  private byte[] rtcp(int ssrc, int body) {
    byte[] bytes = new byte[8 + body];
    random.nextBytes(bytes);
    Unpooled.wrappedBuffer(bytes).setShort(0, 0x80C9).setShort(2, 1 + body / 4).setInt(4, ssrc);
    return bytes;
  }

  private static ByteBuf buffer(byte[] packet) {
    return Unpooled.buffer(packet.length + 64).writeBytes(packet);
  }

  private static byte[] head(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }
}
