package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;
import org.parley.signaling.negotiation.SlotLine;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.room.SlotPolicy.Bundle;

/**
 * Slots are named a0, a1 … and v0, v1 …, by kind and pair; person x has the audio Xa and the video
 * Xv.
 */
class SlotPolicyTest {

  /** Persons have audio (a), video (v) or both (av); {@code before} and the plan are slot=track. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # slots        | persons              | wanted   | speaking | before                  | plan                            | needed
          a0 v0          | X:av                 | Xv       |          |                         | a0=Xa v0=Xv                     | 1 1
          a0 v0          | X:av                 |          |          |                         | a0=Xa                           | 1 0
          a0 v0          | X:av                 |          |          | a0=Xa v0=Xv             | a0=Xa                           | 1 0
          a0 a1 v0 v1    | X:av Y:av            | Yv Xv    |          |                         | a0=Ya v0=Yv a1=Xa v1=Xv         | 2 2
          a0 a1 v0 v1    | X:av Y:av            | Yv Xv    |          | a1=Ya v1=Yv             | a1=Ya v1=Yv a0=Xa v0=Xv         | 2 2
          a0 a1 v0 v1    | X:av                 | Xv       |          | a1=Xa                   | a1=Xa v1=Xv                     | 1 1
          a0 a1 v0       | X:a Y:av             | Yv       |          | a0=Xa                   | a0=Ya v0=Yv a1=Xa               | 2 1
          a0 a1 v0       | X:a Y:av             | Yv       |          | a1=Xa                   | a1=Xa a0=Ya v0=Yv               | 2 1
          a0 a1 v0       | X:a                  |          |          |                         | a1=Xa                           | 1 0
          a0 a1 v0       | X:av                 |          |          |                         | a0=Xa                           | 1 0
          a0 v0 v1       | X:v Y:av             | Xv Yv    |          |                         | v1=Xv v0=Yv a0=Ya               | 1 2
          v0             | X:av Y:av            | Yv Xv    |          | v0=Xv                   | v0=Yv                           | 2 2
          a0             | X:a Y:a Z:a          |          |          |                         | a0=Xa                           | 3 0
          a0             | X:a Y:a Z:a          |          |          | a0=Ya                   | a0=Ya                           | 3 0
          a0             | X:a Y:a Z:a          |          | z        | a0=Ya                   | a0=Za                           | 3 0
          a0 v0          | X:a Y:av Z:a         | Yv       |          | a0=Xa                   | a0=Ya v0=Yv                     | 3 1
          a0 v0          | X:av                 | Gone     |          | a0=Lost v0=Gone         | a0=Xa                           | 1 0
          ''             | X:av                 | Xv       |          |                         | ''                              | 1 1
          """)
  void plans(
      String slots,
      String persons,
      @Nullable String wanted,
      @Nullable String speaking,
      @Nullable String before,
      String plan,
      String needed) {
    List<Bundle> bundles = new ArrayList<>();
    for (String person : words(persons)) {
      String name = person.substring(0, 1);
      bundles.add(
          new Bundle(
              new ParticipantId(name.toLowerCase(Locale.ROOT)),
              person.indexOf('a', 2) > 0 ? new TrackId(name + "a") : null,
              person.indexOf('v', 2) > 0 ? new TrackId(name + "v") : null));
    }
    SlotPolicy.Plan made =
        SlotPolicy.plan(
            new SlotPolicy.Situation(
                words(slots).stream().map(SlotPolicyTest::slot).toList(),
                carried(before),
                bundles,
                words(wanted).stream().map(TrackId::new).toList(),
                words(speaking).stream().map(ParticipantId::new).toList()));
    assertEquals(carried(plan), made.carried());
    assertEquals(needed, made.audioNeeded() + " " + made.videoNeeded());
  }

  /** Whatever happens: nothing twice, nothing unwanted, lips in step, nothing shown moves. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keepsItsPromises(long seed) {
    Random random = new Random(seed);
    List<SlotLine> slots = new ArrayList<>();
    for (int pair = 0; pair < 6; pair++) {
      slots.add(slot("a" + pair));
      if (pair < 4) {
        slots.add(slot("v" + pair));
      }
    }
    Map<Mid, TrackId> before = Map.of();
    for (int round = 0; round < 2000; round++) {
      List<Bundle> bundles = new ArrayList<>();
      List<TrackId> wanted = new ArrayList<>();
      for (int person = 0; person < 6; person++) {
        TrackId audio = random.nextInt(4) > 0 ? new TrackId(person + "a") : null;
        TrackId video = random.nextInt(4) > 0 ? new TrackId(person + "v") : null;
        if (audio != null || video != null) {
          bundles.add(new Bundle(new ParticipantId("" + person), audio, video));
        }
        if (video != null && random.nextBoolean()) {
          wanted.add(random.nextInt(wanted.size() + 1), video);
        }
      }
      SlotPolicy.Plan plan =
          SlotPolicy.plan(new SlotPolicy.Situation(slots, before, bundles, wanted, List.of()));
      check(plan.carried(), before, bundles, wanted);
      before = plan.carried();
    }
  }

  private static void check(
      Map<Mid, TrackId> now, Map<Mid, TrackId> before, List<Bundle> bundles, List<TrackId> wanted) {
    assertEquals(now.size(), new HashSet<>(now.values()).size(), "no track twice");
    Map<TrackId, Mid> slotOf = new HashMap<>();
    now.forEach((mid, track) -> slotOf.put(track, mid));
    List<TrackId> shown = wanted.subList(0, Math.min(4, wanted.size()));
    for (Bundle bundle : bundles) {
      if (bundle.audio() != null) {
        assertTrue(slotOf.containsKey(bundle.audio()), "everybody is heard");
      }
      if (bundle.video() != null) {
        assertEquals(shown.contains(bundle.video()), slotOf.containsKey(bundle.video()));
      }
      Mid video = bundle.video() == null ? null : slotOf.get(bundle.video());
      Mid audio = bundle.audio() == null ? null : slotOf.get(bundle.audio());
      if (video != null && audio != null) {
        assertEquals(video.value().substring(1), audio.value().substring(1), "lips in step");
      }
    }
    before.forEach(
        (mid, track) -> {
          if (track.value().endsWith("v") && shown.contains(track)) {
            assertEquals(mid, slotOf.get(track), "what is shown stays");
          }
        });
  }

  @Test
  void aWholePageOfPeopleSettlesAtOnce() {
    List<SlotLine> slots = new ArrayList<>();
    List<Bundle> bundles = new ArrayList<>();
    List<TrackId> wanted = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      slots.add(slot("a" + i));
      slots.add(slot("v" + i));
      TrackId video = new TrackId(i + "v");
      bundles.add(new Bundle(new ParticipantId("" + i), new TrackId(i + "a"), video));
      wanted.add(video);
    }
    SlotPolicy.Plan plan =
        SlotPolicy.plan(new SlotPolicy.Situation(slots, Map.of(), bundles, wanted, List.of()));
    assertEquals(100, plan.carried().size());
    assertEquals(
        plan.carried(),
        SlotPolicy.plan(new SlotPolicy.Situation(slots, plan.carried(), bundles, wanted, List.of()))
            .carried());
  }

  private static SlotLine slot(String name) {
    return new SlotLine(
        new Mid(name),
        name.startsWith("a") ? MediaKind.AUDIO : MediaKind.VIDEO,
        Integer.parseInt(name.substring(1)));
  }

  private static Map<Mid, TrackId> carried(@Nullable String text) {
    Map<Mid, TrackId> carried = new LinkedHashMap<>();
    for (String word : words(text)) {
      String[] sides = word.split("=");
      carried.put(new Mid(sides[0]), new TrackId(sides[1]));
    }
    return carried;
  }

  private static List<String> words(@Nullable String text) {
    return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
