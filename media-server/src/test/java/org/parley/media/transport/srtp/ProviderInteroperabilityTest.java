package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each provider seals the same bytes as each other, in every kind of buffer, and opens theirs. */
class ProviderInteroperabilityTest {
  private static final int PACKETS = 300;

  private final Random random = new Random(7714);

  @ParameterizedTest
  @EnumSource
  void allSealTheSameAndOpenEachOthers(SrtpProfile profile) {
    List<CryptoProvider> providers = Providers.all();
    List<SrtpTransform> transforms = new ArrayList<>();
    byte[] key = new byte[profile.keyLength()];
    byte[] salt = new byte[profile.saltLength()];
    random.nextBytes(key);
    random.nextBytes(salt);
    SrtpKeys keys = new SrtpKeys(key, salt);
    providers.forEach(each -> transforms.add(SrtpTransform.create(each, profile, keys, keys)));

    for (int i = 0; i < PACKETS; i++) {
      boolean rtcp = i % 5 == 0;
      byte[] clear = packet(rtcp, 65_400 + i);
      byte[] expected = {};
      for (SrtpTransform sender : transforms) {
        ByteBuf buffer = place(clear, random.nextInt(3));
        int start = buffer.readerIndex();
        assertTrue(rtcp ? sender.protectRtcp(buffer, start) : sender.protectRtp(buffer, start));
        byte[] sealed = ByteBufUtil.getBytes(buffer);
        buffer.release();
        if (expected.length == 0) {
          expected = sealed;
        }
        assertArrayEquals(expected, sealed, "packet " + i);
      }
      for (SrtpTransform receiver : transforms) {
        ByteBuf buffer = place(expected, random.nextInt(3));
        assertEquals(
            SrtpResult.OK, rtcp ? receiver.unprotectRtcp(buffer) : receiver.unprotectRtp(buffer));
        assertArrayEquals(clear, ByteBufUtil.getBytes(buffer), "packet " + i);
        buffer.release();
      }
    }
    transforms.forEach(SrtpTransform::close);
    providers.forEach(each -> assertEquals(0, each.openContexts()));
  }

  private byte[] packet(boolean rtcp, int sequence) {
    byte[] bytes = new byte[(rtcp ? 8 : 12) + random.nextInt(1_400)];
    random.nextBytes(bytes);
    ByteBuf view = Unpooled.wrappedBuffer(bytes);
    if (rtcp) {
      view.setShort(0, 0x80C9).setInt(4, 9);
    } else {
      view.setShort(0, 0x8060).setShort(2, sequence).setInt(8, 9);
    }
    return bytes;
  }

  /** On the heap, outside of it, or in a buffer that has no address because it is in two parts. */
  private static ByteBuf place(byte[] packet, int kind) {
    return switch (kind) {
      case 0 -> Unpooled.buffer(packet.length + 64).writeBytes(packet);
      case 1 -> Unpooled.directBuffer().writeZero(17).readerIndex(17).writeBytes(packet);
      default ->
          Unpooled.compositeBuffer()
              .addComponent(true, Unpooled.directBuffer(7).writeBytes(packet, 0, 7))
              .addComponent(
                  true, Unpooled.directBuffer(2_000).writeBytes(packet, 7, packet.length - 7));
    };
  }
}
