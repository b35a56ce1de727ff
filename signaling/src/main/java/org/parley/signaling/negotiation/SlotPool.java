package org.parley.signaling.negotiation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.Mid;

/**
 * The slots of one peer connection. A slot keeps its SSRCs and its pair from offer to offer. One
 * that ended gets new SSRCs when its m-line receives again: the old ones would start their sequence
 * numbers anew under the same SRTP key, which AEAD_AES_128_GCM must never see (RFC 7714 section
 * 8.4).
 */
final class SlotPool {
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** RFC 7022 section 4.2: at least 96 bits. */
  private static final int CNAME_LENGTH = 16;

  /**
   * @param pair shares stream id and CNAME with the slot of the other kind
   */
  record PooledSlot(MediaKind kind, int pair, MediaLine.Slot slot) {
    String streamId() {
      return "pair-" + pair;
    }

    String trackId() {
      return streamId() + (kind == MediaKind.AUDIO ? "-audio" : "-video");
    }
  }

  private final RandomGenerator random;
  private final Map<Mid, PooledSlot> slots = new HashMap<>();
  private final Map<Integer, String> cnames = new HashMap<>();
  private final Set<Integer> used = new HashSet<>();

  SlotPool(RandomGenerator random) {
    this.random = random;
  }

  /** For another connection: nothing of the old one comes back. */
  void clear() {
    slots.clear();
    cnames.clear();
  }

  /** Forgets the slots of all other mids. */
  void retain(Set<Mid> mids) {
    slots.keySet().retainAll(mids);
  }

  /** The slot of {@code mid}: its old one or a new one in the first pair that lacks this kind. */
  PooledSlot slot(Mid mid, MediaKind kind) {
    PooledSlot known = slots.get(mid);
    if (known != null && known.kind() == kind) {
      return known;
    }
    int pair = 0;
    while (isTaken(kind, pair)) {
      pair++;
    }
    String cname = cnames.computeIfAbsent(pair, _ -> newCname());
    PooledSlot slot = new PooledSlot(kind, pair, new MediaLine.Slot(newSsrc(), newSsrc(), cname));
    slots.put(mid, slot);
    return slot;
  }

  private boolean isTaken(MediaKind kind, int pair) {
    return slots.values().stream().anyMatch(slot -> slot.kind() == kind && slot.pair() == pair);
  }

  private int newSsrc() {
    int ssrc;
    do {
      ssrc = random.nextInt();
    } while (ssrc == 0 || !used.add(ssrc));
    return ssrc;
  }

  private String newCname() {
    StringBuilder cname = new StringBuilder(CNAME_LENGTH);
    for (int i = 0; i < CNAME_LENGTH; i++) {
      cname.append(BASE64.charAt(random.nextInt(BASE64.length())));
    }
    return cname.toString();
  }
}
