package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.parley.net.benchmark.Measured;

/** Packets of 1,200 bytes. A provider that is not on this machine fails with the reason. */
public class SrtpBenchmark extends Measured {
  private static final int LENGTH = 1200;
  private static final int HEADER = 12;
  private static final int SSRC = 42;

  @Param({"libcrypto", "corretto", "jdk"})
  public String provider;

  @Param({"AEAD_AES_128_GCM", "AES128_CM_HMAC_SHA1_80"})
  public SrtpProfile profile;

  private final ByteBuf packet = Unpooled.directBuffer(1500);
  private final ByteBuf sealed = Unpooled.directBuffer(1500);
  private SrtpTransform transform;
  private SrtpCipher opener;
  private int sequence;

  @Setup
  public void begin() throws CryptoUnavailableException {
    CryptoProvider chosen =
        CryptoProvider.open(CryptoProvider.Kind.valueOf(provider.toUpperCase(Locale.ROOT)));
    SrtpKeys master = new SrtpKeys(new byte[profile.keyLength()], new byte[profile.saltLength()]);
    SessionKeys keys = SessionKeys.forRtp(profile, master);
    transform = SrtpTransform.create(chosen, profile, master, master);
    opener = chosen.cipher(profile, keys, keys, CryptoProvider.Direction.OPEN);
    packet.writeByte(0x80).writeZero(7).writeInt(SSRC).writeZero(LENGTH - HEADER);
    sealed.writeBytes(packet, 0, LENGTH);
    if (!transform.protectRtp(sealed)) {
      throw new IllegalStateException("not protected");
    }
    sequence = 1;
  }

  @Benchmark
  public void protect() {
    packet.writerIndex(LENGTH);
    packet.setShort(2, sequence++);
    if (!transform.protectRtp(packet)) {
      throw new IllegalStateException("not protected");
    }
  }

  /** Without the look at the replay window; with a copy, as the packet is opened in place. */
  @Benchmark
  public void unprotect() {
    packet.clear().writeBytes(sealed, 0, LENGTH + profile.rtpOverhead());
    if (!opener.openRtp(packet, HEADER, SSRC, 0)) {
      throw new IllegalStateException("not authentic");
    }
  }

  @TearDown
  public void end() {
    transform.close();
    opener.close();
  }
}
