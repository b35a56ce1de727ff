package org.parley.media.transport.ice;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.IceSession.Dropped;
import org.parley.media.transport.ice.IceSession.Renewed;
import org.parley.media.transport.ice.IceSession.Result;

/**
 * Consent checks of our own (RFC 7675 section 5.1), on the selected pair of a peer whose checks
 * pause: some peers send none while packets go both ways. Who checks at least every 6 s never gets
 * one.
 */
final class ConsentChecks {
  private static final int MAX_OUTSTANDING = 8;
  private static final int SEED_BYTES = 8;

  /** Without a proof of consent until the first check: 6 s of the usual 20 s, and up to 1.2 s. */
  private final long patience;

  /** From check to check: 4 s of the usual 20 s, the least that is allowed, and up to 2 s. */
  private final long interval;

  private final SecretKeySpec key;
  private final SplittableRandom spread;
  private final Deque<TransactionId> outstanding = new ArrayDeque<>(MAX_OUTSTANDING);
  private @Nullable Mac ids;
  private long transactions;

  /** What the outstanding checks ask for. */
  private @Nullable ValidPair pair;

  private @Nullable Generation generation;
  private long provenNanos;
  private long dueNanos;

  /**
   * @param consent how long consent lasts, in nanoseconds
   * @param secret random, of at least 24 bytes, for this session alone
   */
  ConsentChecks(long consent, byte[] secret) {
    patience = consent * 3 / 10;
    interval = consent / 5;
    spread = new SplittableRandom(ByteBuffer.wrap(secret).getLong());
    key = new SecretKeySpec(secret, SEED_BYTES, secret.length - SEED_BYTES, "HmacSHA1");
  }

  /** The request that is due, or null; asked now and then while the pair is in use. */
  byte @Nullable [] next(ValidPair selected, long nowNanos) {
    if (!asks(selected) || selected.provenNanos != provenNanos) {
      begin(selected);
    }
    if (nowNanos - dueNanos < 0) {
      return null;
    }
    // To a random time between 0.8 and 1.2 times 5 s, so that checks do not fall into step.
    dueNanos = nowNanos + interval + spread.nextLong(interval / 2 + 1);
    TransactionId transaction = newTransaction();
    if (outstanding.size() == MAX_OUTSTANDING) {
      outstanding.removeFirst();
    }
    outstanding.addLast(transaction);
    return selected.generation.request(transaction);
  }

  private boolean asks(ValidPair selected) {
    return selected == pair && selected.generation == generation;
  }

  private void begin(ValidPair selected) {
    pair = selected;
    generation = selected.generation;
    provenNanos = selected.provenNanos;
    dueNanos = provenNanos + patience + spread.nextLong(patience / 5 + 1);
    outstanding.clear();
  }

  /**
   * Nobody can tell it in advance, the peer neither: it cannot answer for an address at which
   * nothing of ours arrives.
   */
  private TransactionId newTransaction() {
    Mac mac = ids;
    if (mac == null) {
      // Most peers are never asked.
      mac = Generation.hmacSha1(key);
      ids = mac;
    }
    byte[] number = ByteBuffer.allocate(8).putLong(transactions++).array();
    ByteBuffer bytes = ByteBuffer.wrap(mac.doFinal(number));
    return new TransactionId(bytes.getLong(), bytes.getInt());
  }

  /** A success response that came by the selected pair. */
  Result onResponse(ValidPair selected, StunMessage response) {
    if (!asks(selected) || !isAwaited(response)) {
      return Dropped.UNEXPECTED;
    }
    if (!selected.generation.authenticatesResponse(response)) {
      return Dropped.WRONG_INTEGRITY;
    }
    // What answers an older check is no news.
    outstanding.clear();
    return new Renewed();
  }

  private boolean isAwaited(StunMessage response) {
    for (TransactionId transaction : outstanding) {
      if (transaction.isOf(response)) {
        return true;
      }
    }
    return false;
  }
}
