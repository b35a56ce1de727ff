package org.parley.media.transport.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.parley.media.transport.dtls.RecordProtection.Opening;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.CryptoUnavailableException;
import org.parley.net.benchmark.Measured;

/**
 * Records of DTLS with the counter and the look at the replay window. A provider that is not on
 * this machine fails with the reason.
 */
public class RecordBenchmark extends Measured {
  @Param({"libcrypto", "corretto", "jdk"})
  public String provider;

  @Param({"150", "1200"})
  public int length;

  private final ByteBuf out = Unpooled.directBuffer(1500);
  private final ByteBuf in = Unpooled.directBuffer(1500);
  private RecordProtection server;
  private RecordProtection client;

  @Setup
  public void begin() throws CryptoUnavailableException {
    CryptoProvider chosen =
        CryptoProvider.open(CryptoProvider.Kind.valueOf(provider.toUpperCase(Locale.ROOT)));
    RecordKeys keys = RecordKeys.of(new byte[RecordKeys.blockLength(16)], 16);
    server = new RecordProtection(chosen);
    server.begin(keys);
    client = new RecordProtection(chosen);
    client.begin(keys);
    out.writeZero(length);
    in.writeZero(length);
  }

  @Benchmark
  public void seal() {
    out.setIndex(0, length);
    if (!server.seal(out, 0, DtlsRecords.APPLICATION_DATA)) {
      throw new IllegalStateException("not sealed");
    }
  }

  /** Each record is new: the difference to {@link #seal} is what opening costs. */
  @Benchmark
  public void sealAndOpen() {
    in.setIndex(0, length);
    if (!client.seal(in, 0, DtlsRecords.APPLICATION_DATA) || server.open(in) != Opening.OPENED) {
      throw new IllegalStateException("not opened");
    }
  }

  @TearDown
  public void end() {
    server.close();
    client.close();
    out.release();
    in.release();
  }
}
