package org.parley.media.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.PeerId;

/**
 * Who is speaking in a room, from the audio level extension (RFC 6464).
 *
 * <p>Levels are smoothed over some 300 ms; one who has begun to speak stays a speaker for {@link
 * #HOLD_NANOS} of silence, so that pauses between words do not flicker.
 */
public final class ActiveSpeakers {
  /** In -dBov: smaller is louder. */
  static final int THRESHOLD = 50;

  static final long HOLD_NANOS = 1_200_000_000L;
  private static final int SILENCE = 127;
  private static final double WEIGHT = 0.12;

  private static final class Voice {
    double level = SILENCE;
    long lastLoudNanos;
    boolean speaking;
  }

  private final Map<PeerId, Voice> voices = new LinkedHashMap<>();
  private List<PeerId> told = List.of();

  /**
   * @param level 0 (loudest) to 127 (silence)
   */
  public void onLevel(PeerId peer, int level, long nowNanos) {
    Voice voice = voices.computeIfAbsent(peer, _ -> new Voice());
    voice.level += (level - voice.level) * WEIGHT;
    if (voice.level < THRESHOLD) {
      voice.speaking = true;
      voice.lastLoudNanos = nowNanos;
    }
  }

  public void remove(PeerId peer) {
    voices.remove(peer);
  }

  /**
   * @return the speakers, loudest first, when who speaks or who is loudest has changed; else null
   */
  public @Nullable List<PeerId> poll(long nowNanos) {
    List<Map.Entry<PeerId, Voice>> speaking = new ArrayList<>();
    for (Map.Entry<PeerId, Voice> entry : voices.entrySet()) {
      Voice voice = entry.getValue();
      if (voice.speaking && nowNanos - voice.lastLoudNanos > HOLD_NANOS) {
        voice.speaking = false;
      }
      if (voice.speaking) {
        speaking.add(entry);
      }
    }
    speaking.sort(Comparator.comparingInt(entry -> (int) (entry.getValue().level / 6)));
    List<PeerId> now = speaking.stream().map(Map.Entry::getKey).toList();
    if (now.equals(told)) {
      return null;
    }
    told = now;
    return now;
  }
}
