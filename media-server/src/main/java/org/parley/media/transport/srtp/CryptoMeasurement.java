package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What it costs to protect a packet of 1,200 bytes by AEAD_AES_128_GCM. The providers take turns,
 * so that they share what else goes on; of their rounds the second half counts, when the code is
 * compiled, and of these the median.
 */
final class CryptoMeasurement {
  private static final long BUDGET_NANOS = 90_000_000;
  private static final int PACKETS = 50;
  private static final int LENGTH = 1200;
  private static final int HEADER_LENGTH = 12;

  /** What a provider costs. */
  record Cost(CryptoProvider provider, long nanosPerPacket) {}

  private CryptoMeasurement() {}

  static List<Cost> of(List<CryptoProvider> providers, LongSupplier nanoTime) {
    SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
    SrtpKeys master = new SrtpKeys(new byte[profile.keyLength()], new byte[profile.saltLength()]);
    SessionKeys keys = SessionKeys.forRtp(profile, master);
    List<SrtpCipher> ciphers = new ArrayList<>();
    for (CryptoProvider each : providers) {
      ciphers.add(each.cipher(profile, keys, keys, CryptoProvider.Direction.SEAL));
    }
    ByteBuf packet = Unpooled.directBuffer(LENGTH + profile.rtpOverhead());
    packet.writeZero(packet.capacity());
    try {
      long[][] rounds = measure(ciphers, packet, nanoTime);
      List<Cost> costs = new ArrayList<>();
      for (int i = 0; i < rounds.length; i++) {
        costs.add(new Cost(providers.get(i), median(rounds[i]) / PACKETS));
      }
      return costs;
    } finally {
      ciphers.forEach(SrtpCipher::close);
      packet.release();
    }
  }

  /** The nanoseconds of each cipher's rounds. */
  private static long[][] measure(List<SrtpCipher> ciphers, ByteBuf packet, LongSupplier nanoTime) {
    long[][] rounds = new long[ciphers.size()][64];
    long began = nanoTime.getAsLong();
    int count = 0;
    while (count == 0 || nanoTime.getAsLong() - began < BUDGET_NANOS) {
      for (int i = 0; i < rounds.length; i++) {
        if (count == rounds[i].length) {
          rounds[i] = Arrays.copyOf(rounds[i], 2 * count);
        }
        long from = nanoTime.getAsLong();
        protect(ciphers.get(i), packet, count);
        rounds[i][count] = nanoTime.getAsLong() - from;
      }
      count++;
    }
    for (int i = 0; i < rounds.length; i++) {
      rounds[i] = Arrays.copyOfRange(rounds[i], count / 2, count);
    }
    return rounds;
  }

  private static void protect(SrtpCipher cipher, ByteBuf packet, int round) {
    for (int i = 0; i < PACKETS; i++) {
      packet.writerIndex(LENGTH);
      cipher.sealRtp(packet, 0, HEADER_LENGTH, 1, (long) round * PACKETS + i);
    }
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
