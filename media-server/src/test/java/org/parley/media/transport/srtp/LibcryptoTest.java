package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LibcryptoTest {
  private static final int WARM_UP = 60_000;
  private static final int MEASURED = 20_000;

  /** In a buffer without leak detection, which takes notes on each access. */
  @ParameterizedTest
  @EnumSource
  void nothingIsAllocatedPerPacket(SrtpProfile profile) {
    CryptoProvider provider = Providers.require(CryptoProvider.Kind.LIBCRYPTO);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBuf packet = new UnpooledByteBufAllocator(true, true).directBuffer(1_400);
    try (SrtpTransform transform = transform(provider, profile)) {
      roundTrips(transform, packet, 0, WARM_UP);
      long before = threads.getCurrentThreadAllocatedBytes();
      roundTrips(transform, packet, WARM_UP, MEASURED);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < MEASURED, allocated + " bytes for " + MEASURED + " packets");
    } finally {
      packet.release();
    }
  }

  private static void roundTrips(SrtpTransform transform, ByteBuf packet, int from, int count) {
    int opened = 0;
    for (int i = from; i < from + count; i++) {
      packet.setIndex(0, 1_200).setShort(0, 0x8060).setShort(2, i).setInt(8, 7);
      if (transform.protectRtp(packet, 0) && transform.unprotectRtp(packet) == SrtpResult.OK) {
        opened++;
      }
    }
    assertEquals(count, opened);
  }

  @ParameterizedTest
  @EnumSource
  void contextsAreFreedOnceAndNotUsedAfterwards(SrtpProfile profile) {
    CryptoProvider provider = Providers.require(CryptoProvider.Kind.LIBCRYPTO);
    SrtpTransform transform = transform(provider, profile);
    assertEquals(4, provider.openContexts());
    transform.close();
    transform.close();
    assertEquals(0, provider.openContexts());

    ByteBuf packet = Unpooled.buffer().writeInt(0x80600001).writeZero(60);
    assertThrows(IllegalStateException.class, () -> transform.protectRtp(packet, 0));
    assertThrows(IllegalStateException.class, () -> transform.unprotectRtp(packet));
  }

  @Test
  void saysWhichFilesWereTried() {
    CryptoUnavailableException unavailable =
        assertThrows(
            CryptoUnavailableException.class,
            () -> LibcryptoProvider.open(List.of("libcrypto.so.none", "libnothing.so")));
    assertEquals(
        "none of libcrypto.so.none, libnothing.so can be loaded on this machine",
        unavailable.getMessage());
  }

  @Test
  void saysWhichFunctionIsMissing() {
    CryptoUnavailableException unavailable =
        assertThrows(
            CryptoUnavailableException.class, () -> LibcryptoProvider.open(List.of("libc.so.6")));
    assertEquals("libc.so.6 has no OpenSSL_version", unavailable.getMessage());
  }

  private static SrtpTransform transform(CryptoProvider provider, SrtpProfile profile) {
    SrtpKeys keys = new SrtpKeys(new byte[profile.keyLength()], new byte[profile.saltLength()]);
    return SrtpTransform.create(provider, profile, keys, keys);
  }
}
