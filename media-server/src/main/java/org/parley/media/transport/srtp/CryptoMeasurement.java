package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What it costs to protect a packet of 1,200 bytes by AEAD_AES_128_GCM. The providers take turns of
 * equal time, so that they share what else goes on and each has its code compiled; the median of
 * the last turns counts. While these still become faster the measurement goes on for a while.
 */
final class CryptoMeasurement {
  private static final long TURN_NANOS = 1_000_000;
  private static final long SHORTEST_NANOS = 120_000_000;
  private static final long LONGEST_NANOS = 400_000_000;

  /** Between two looks at the clock. */
  private static final int PACKETS = 8;

  /** Packets by which the code ought to be compiled. */
  private static final int COMPILED = 12_000;

  /** The turns of which the median is taken. */
  private static final int LAST = 9;

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
      List<Turns> turns = ciphers.stream().map(each -> new Turns(each, packet, nanoTime)).toList();
      takeTurns(turns, nanoTime);
      List<Cost> costs = new ArrayList<>();
      for (int i = 0; i < turns.size(); i++) {
        costs.add(new Cost(providers.get(i), turns.get(i).recent()));
      }
      return costs;
    } finally {
      ciphers.forEach(SrtpCipher::close);
      packet.release();
    }
  }

  private static void takeTurns(List<Turns> turns, LongSupplier nanoTime) {
    long began = nanoTime.getAsLong();
    long elapsed = 0;
    while (elapsed < SHORTEST_NANOS
        || elapsed < LONGEST_NANOS && !turns.stream().allMatch(Turns::settled)) {
      turns.forEach(Turns::take);
      elapsed = nanoTime.getAsLong() - began;
    }
  }

  /** The turns of one cipher. */
  private static final class Turns {
    private final SrtpCipher cipher;
    private final ByteBuf packet;
    private final LongSupplier nanoTime;
    private final long[] nanosPerPacket = new long[2 * LAST];
    private int count;
    private long index;

    Turns(SrtpCipher cipher, ByteBuf packet, LongSupplier nanoTime) {
      this.cipher = cipher;
      this.packet = packet;
      this.nanoTime = nanoTime;
    }

    void take() {
      long first = index;
      long began = nanoTime.getAsLong();
      long elapsed;
      do {
        for (int i = 0; i < PACKETS; i++) {
          packet.writerIndex(LENGTH);
          cipher.sealRtp(packet, 0, HEADER_LENGTH, 1, index++);
        }
        elapsed = nanoTime.getAsLong() - began;
      } while (elapsed < TURN_NANOS);
      nanosPerPacket[count++ % nanosPerPacket.length] = elapsed / (index - first);
    }

    long recent() {
      return median(Math.max(0, count - LAST), count);
    }

    /** It has not become faster by a tenth. */
    boolean settled() {
      return count >= 2 * LAST
          && index >= COMPILED
          && 10 * recent() >= 9 * median(count - 2 * LAST, count - LAST);
    }

    private long median(int from, int to) {
      long[] values = new long[to - from];
      for (int i = from; i < to; i++) {
        values[i - from] = nanosPerPacket[i % nanosPerPacket.length];
      }
      Arrays.sort(values);
      return values[values.length / 2];
    }
  }
}
