package org.parley.signaling.room;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;
import org.parley.signaling.negotiation.SlotLine;
import org.parley.signaling.protocol.ParticipantId;

/**
 * Decides which slot carries which track.
 *
 * <ul>
 *   <li>Wanted videos get the video slots, the most important first; audio is always wanted.
 *   <li>A video that is shown keeps its slot. Its audio sits in the audio slot of the same pair, so
 *       that lips stay in step; audio without a shown video keeps its slot where nobody's lips need
 *       it.
 *   <li>When audio slots are short, those who speak go first, then those who are seen, then those
 *       who are heard already.
 * </ul>
 */
final class SlotPolicy {

  /**
   * A person's or a screen's sound and picture, which belong together.
   *
   * @param audio null without
   * @param video null without
   */
  record Bundle(ParticipantId participant, @Nullable TrackId audio, @Nullable TrackId video) {}

  /**
   * @param slots in the order of the offer
   * @param before what the slots carry now
   * @param bundles of the others, in the order of their coming
   * @param wanted videos, the most important first; may name tracks that are gone
   * @param speaking the loudest first
   */
  record Situation(
      List<SlotLine> slots,
      Map<Mid, TrackId> before,
      List<Bundle> bundles,
      List<TrackId> wanted,
      List<ParticipantId> speaking) {}

  /**
   * @param carried what each slot that is not empty carries, in the order of the slots
   * @param audioNeeded slots for everything that is wanted
   * @param videoNeeded likewise
   */
  record Plan(Map<Mid, TrackId> carried, int audioNeeded, int videoNeeded) {}

  private final Situation situation;
  private final List<SlotLine> audioSlots;
  private final List<SlotLine> videoSlots;
  private final Map<TrackId, Mid> slotBefore = new HashMap<>();
  private final Map<Mid, TrackId> carried = new HashMap<>();

  private SlotPolicy(Situation situation) {
    this.situation = situation;
    audioSlots = ofKind(MediaKind.AUDIO);
    videoSlots = ofKind(MediaKind.VIDEO);
    for (SlotLine slot : situation.slots) {
      TrackId track = situation.before.get(slot.mid());
      if (track != null) {
        slotBefore.put(track, slot.mid());
      }
    }
  }

  static Plan plan(Situation situation) {
    return new SlotPolicy(situation).plan();
  }

  private Plan plan() {
    List<Bundle> seen = wantedBundles();
    final int videoNeeded = seen.size();
    if (seen.size() > videoSlots.size()) {
      seen = seen.subList(0, videoSlots.size());
    }
    placeVideos(seen);
    List<Bundle> heard =
        new ArrayList<>(situation.bundles.stream().filter(b -> b.audio != null).toList());
    final int audioNeeded = heard.size();
    if (heard.size() > audioSlots.size()) {
      sortByImportance(heard, seen);
      heard = heard.subList(0, audioSlots.size());
    }
    placeAudio(heard);
    Map<Mid, TrackId> inOrder = new LinkedHashMap<>();
    for (SlotLine slot : situation.slots) {
      TrackId track = carried.get(slot.mid());
      if (track != null) {
        inOrder.put(slot.mid(), track);
      }
    }
    return new Plan(inOrder, audioNeeded, videoNeeded);
  }

  private List<Bundle> wantedBundles() {
    Map<TrackId, Bundle> byVideo = new HashMap<>();
    for (Bundle bundle : situation.bundles) {
      if (bundle.video != null) {
        byVideo.put(bundle.video, bundle);
      }
    }
    List<Bundle> wanted = new ArrayList<>();
    for (TrackId track : situation.wanted) {
      Bundle bundle = byVideo.get(track);
      if (bundle != null) {
        wanted.add(bundle);
      }
    }
    return wanted;
  }

  private void placeVideos(List<Bundle> seen) {
    List<Bundle> homeless = new ArrayList<>();
    for (Bundle bundle : seen) {
      Mid mid = bundle.video == null ? null : slotBefore.get(bundle.video);
      if (mid != null) {
        carry(mid, bundle.video);
      } else {
        homeless.add(bundle);
      }
    }
    for (Bundle bundle : homeless) {
      best(videoSlots, slot -> disturbance(slot, bundle))
          .ifPresent(slot -> carry(slot.mid(), bundle.video));
    }
  }

  /** How little a video slot suits a bundle. */
  private int disturbance(SlotLine video, Bundle bundle) {
    SlotLine audio = audioOfPair(video.pair());
    if (audio == null) {
      return bundle.audio == null ? 0 : 3;
    }
    TrackId there = situation.before.get(audio.mid());
    if (there != null && there.equals(bundle.audio)) {
      return 0;
    }
    boolean free =
        there == null || situation.bundles.stream().noneMatch(b -> there.equals(b.audio));
    return free ? 1 : 2;
  }

  private void sortByImportance(List<Bundle> heard, List<Bundle> seen) {
    Comparator<Bundle> importance =
        Comparator.comparingInt((Bundle b) -> position(situation.speaking, b.participant))
            .thenComparingInt(b -> position(seen, b))
            .thenComparing(b -> b.audio == null || !slotBefore.containsKey(b.audio));
    heard.sort(importance);
  }

  private static <T> int position(List<T> list, T element) {
    int index = list.indexOf(element);
    return index < 0 ? Integer.MAX_VALUE : index;
  }

  private void placeAudio(List<Bundle> heard) {
    List<Bundle> homeless = new ArrayList<>();
    for (Bundle bundle : heard) {
      SlotLine beside = besideVideo(bundle);
      if (beside != null) {
        carry(beside.mid(), bundle.audio);
      } else {
        homeless.add(bundle);
      }
    }
    List<Bundle> moving = new ArrayList<>();
    for (Bundle bundle : homeless) {
      Mid mid = bundle.audio == null ? null : slotBefore.get(bundle.audio);
      if (mid != null && !carried.containsKey(mid)) {
        carry(mid, bundle.audio);
      } else {
        moving.add(bundle);
      }
    }
    for (Bundle bundle : moving) {
      boolean mayShowVideo = bundle.video != null;
      best(audioSlots, slot -> hasFreeVideo(slot.pair()) == mayShowVideo ? 0 : 1)
          .ifPresent(slot -> carry(slot.mid(), bundle.audio));
    }
  }

  /** The audio slot in the pair that shows the bundle's video. */
  private @Nullable SlotLine besideVideo(Bundle bundle) {
    if (bundle.video == null) {
      return null;
    }
    for (SlotLine slot : videoSlots) {
      if (bundle.video.equals(carried.get(slot.mid()))) {
        return audioOfPair(slot.pair());
      }
    }
    return null;
  }

  private @Nullable SlotLine audioOfPair(int pair) {
    return audioSlots.stream().filter(slot -> slot.pair() == pair).findFirst().orElse(null);
  }

  private boolean hasFreeVideo(int pair) {
    return videoSlots.stream()
        .anyMatch(slot -> slot.pair() == pair && !carried.containsKey(slot.mid()));
  }

  /** The free slot with the least cost, the first of equals. */
  private Optional<SlotLine> best(List<SlotLine> slots, ToIntFunction<SlotLine> cost) {
    return slots.stream()
        .filter(slot -> !carried.containsKey(slot.mid()))
        .min(Comparator.comparingInt(cost));
  }

  private void carry(Mid slot, @Nullable TrackId track) {
    if (track != null) {
      carried.put(slot, track);
    }
  }

  private List<SlotLine> ofKind(MediaKind kind) {
    return situation.slots.stream().filter(slot -> slot.kind() == kind).toList();
  }
}
