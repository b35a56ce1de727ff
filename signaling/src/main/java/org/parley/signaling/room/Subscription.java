package org.parley.signaling.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.SlotAssignment;
import org.parley.media.api.TrackId;
import org.parley.signaling.negotiation.SlotLine;
import org.parley.signaling.protocol.ClientMessage.WantedTrack;
import org.parley.signaling.protocol.ServerMessage.SlotInfo;

/** What one member receives: its slots, what they carry, and what it would like to see. */
final class Subscription {
  private List<SlotLine> slots = List.of();
  private Map<Mid, SlotAssignment> assigned = new HashMap<>();
  private @Nullable List<WantedTrack> wants;
  private List<SlotInfo> told = List.of();
  private Needed asked = new Needed(0, 0);
  private boolean hearsAll = true;

  /** How many slots would fit everything that is wanted. */
  record Needed(int audio, int video) {}

  List<SlotLine> slots() {
    return slots;
  }

  /** Null until the client has said it; then everything is wanted. */
  @Nullable List<WantedTrack> wants() {
    return wants;
  }

  void want(List<WantedTrack> tracks) {
    wants = tracks;
  }

  /**
   * @param newConnection whether the media plane has forgotten what it was assigned
   */
  void settle(List<SlotLine> negotiated, boolean newConnection) {
    slots = negotiated;
    assigned.keySet().removeIf(mid -> slots.stream().noneMatch(slot -> slot.mid().equals(mid)));
    if (newConnection) {
      // What was carried decides where it goes again, but everything has to be said anew.
      assigned.replaceAll((mid, was) -> new SlotAssignment(mid, was.track(), -1, -1));
      asked = new Needed(0, 0);
    }
  }

  /** The tracks in the slots that are not empty. */
  Map<Mid, TrackId> carried() {
    Map<Mid, TrackId> carried = new LinkedHashMap<>();
    for (SlotAssignment assignment : assigned.values()) {
      if (assignment.track() != null) {
        carried.put(assignment.mid(), assignment.track());
      }
    }
    return carried;
  }

  /** Takes over the assignments of all slots. Returns those that are new. */
  List<SlotAssignment> assign(List<SlotAssignment> all) {
    List<SlotAssignment> changed = new ArrayList<>();
    for (SlotAssignment assignment : all) {
      SlotAssignment before = assigned.put(assignment.mid(), assignment);
      boolean staysEmpty = assignment.track() == null && (before == null || before.track() == null);
      if (!staysEmpty && !assignment.equals(before)) {
        changed.add(assignment);
      }
    }
    return changed;
  }

  /** The slots that carry one of these tracks, to be assigned once more. */
  List<SlotAssignment> carrying(List<TrackId> tracks) {
    return slots.stream()
        .map(slot -> assigned.get(slot.mid()))
        .filter(
            assignment ->
                assignment != null
                    && assignment.track() != null
                    && tracks.contains(assignment.track()))
        .toList();
  }

  /** Whether the client has to be told. */
  boolean tell(List<SlotInfo> infos) {
    if (infos.equals(told)) {
      return false;
    }
    told = infos;
    return true;
  }

  List<SlotInfo> told() {
    return told;
  }

  /** Whether there is an audio slot for everybody; otherwise it matters who speaks. */
  boolean hearsAll() {
    return hearsAll;
  }

  void hearsAll(boolean all) {
    hearsAll = all;
  }

  int count(MediaKind kind) {
    return (int) slots.stream().filter(slot -> slot.kind() == kind).count();
  }

  /** Whether the client has to be asked for more slots, which it has not been before. */
  boolean ask(Needed needed) {
    if (!isShort(needed) || needed.equals(asked)) {
      return false;
    }
    asked = needed;
    return true;
  }

  /** What was asked for and has not come yet; null when nothing. */
  @Nullable Needed unanswered() {
    return isShort(asked) ? asked : null;
  }

  private boolean isShort(Needed needed) {
    return needed.audio > count(MediaKind.AUDIO) || needed.video > count(MediaKind.VIDEO);
  }
}
