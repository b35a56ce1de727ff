package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

class SrtpFuzzTest {
  private static final List<CryptoProvider> PROVIDERS = Providers.all();

  @FuzzTest(maxDuration = "30s")
  void whatIsNotAuthenticIsRefusedUnchanged(byte[] bytes) {
    for (SrtpProfile profile : SrtpProfile.values()) {
      for (CryptoProvider provider : PROVIDERS) {
        try (SrtpTransform transform = transform(provider, profile)) {
          ByteBuf packet = Unpooled.copiedBuffer(bytes);

          assertNotEquals(SrtpResult.OK, transform.unprotectRtp(packet));
          assertNotEquals(SrtpResult.OK, transform.unprotectRtcp(packet));
          assertArrayEquals(bytes, ByteBufUtil.getBytes(packet));
          assertEquals(0, transform.receivedSources());
        }
      }
    }
  }

  @FuzzTest(maxDuration = "30s")
  void whatIsSealedOpens(byte[] bytes) {
    for (SrtpProfile profile : SrtpProfile.values()) {
      for (CryptoProvider provider : PROVIDERS) {
        try (SrtpTransform transform = transform(provider, profile)) {
          ByteBuf packet = Unpooled.buffer().writeBytes(bytes);
          if (transform.protectRtp(packet)) {
            assertEquals(SrtpResult.OK, transform.unprotectRtp(packet));
            assertArrayEquals(bytes, ByteBufUtil.getBytes(packet));
          } else {
            assertEquals(0, packet.readableBytes());
          }
        }
      }
    }
  }

  private static SrtpTransform transform(CryptoProvider provider, SrtpProfile profile) {
    SrtpKeys keys = new SrtpKeys(new byte[profile.keyLength()], new byte[profile.saltLength()]);
    return SrtpTransform.create(provider, profile, keys, keys);
  }
}
