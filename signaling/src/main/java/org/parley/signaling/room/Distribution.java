package org.parley.signaling.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.PeerId;
import org.parley.media.api.SlotAssignment;
import org.parley.media.api.TrackId;
import org.parley.signaling.negotiation.SlotLine;
import org.parley.signaling.protocol.ClientMessage.WantedTrack;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.protocol.ServerMessage.SlotInfo;
import org.parley.signaling.protocol.ServerMessage.TrackInfo;
import org.parley.signaling.protocol.TrackSource;

/** Brings every member's slots up to date with what is published and wanted. */
final class Distribution {
  private static final int DEFAULT_WIDTH = 640;
  private static final int DEFAULT_HEIGHT = 360;

  /** A WHEP viewer has said no size: the best there is. */
  private static final int BEST = 16_384;

  private final Roster roster;
  private final int maxSlots;
  private List<ParticipantId> speaking = List.of();

  Distribution(Roster roster, int maxSlots) {
    this.roster = roster;
    this.maxSlots = maxSlots;
  }

  List<ParticipantId> speaking() {
    return speaking;
  }

  /** Where audio slots are short, those who speak get them. */
  void speaking(List<ParticipantId> speakers) {
    speaking = speakers;
    Map<TrackId, Owned> owned = ownedTracks();
    for (Member member : roster.members()) {
      if (!member.subscription().hearsAll()) {
        update(member, owned);
      }
    }
  }

  /** After anything that is published, wanted or receivable changed. */
  void update() {
    Map<TrackId, Owned> owned = ownedTracks();
    for (Member member : roster.members()) {
      update(member, owned);
    }
  }

  /** After what one member wants or can receive changed. */
  void update(Member member) {
    update(member, ownedTracks());
  }

  /**
   * Says once more which slots carry these tracks: they come over another connection now, and the
   * old one's end has emptied the slots.
   */
  void repeat(List<TrackId> tracks) {
    for (Member member : roster.members()) {
      PeerId peer = member.peer();
      List<SlotAssignment> again = member.subscription().carrying(tracks);
      if (peer != null && !again.isEmpty()) {
        roster.emit(new RoomEffect.Assign(peer, again));
      }
    }
  }

  private void update(Member member, Map<TrackId, Owned> owned) {
    PeerId peer = member.peer();
    Subscription subscription = member.subscription();
    if (peer == null || subscription.slots().isEmpty() && !member.isClient()) {
      return;
    }
    Map<TrackId, WantedTrack> wanted = new LinkedHashMap<>();
    List<SlotPolicy.Bundle> bundles;
    if (member.attachment() instanceof Attachment.Whep whep) {
      bundles = pinned(whep.target());
      for (SlotPolicy.Bundle bundle : bundles) {
        if (bundle.video() != null) {
          wanted.put(bundle.video(), new WantedTrack(bundle.video(), BEST, BEST));
        }
      }
    } else {
      bundles = member.grants().subscribe() ? othersOf(member) : List.of();
      for (WantedTrack want : wantsOf(member, bundles)) {
        wanted.put(want.track(), want);
      }
    }
    SlotPolicy.Plan plan =
        SlotPolicy.plan(
            new SlotPolicy.Situation(
                subscription.slots(),
                subscription.carried(),
                bundles,
                List.copyOf(wanted.keySet()),
                speaking));
    subscription.hearsAll(plan.audioNeeded() <= subscription.count(MediaKind.AUDIO));
    assign(member, peer, plan, wanted);
    tell(member, plan, owned);
  }

  private void assign(
      Member member, PeerId peer, SlotPolicy.Plan plan, Map<TrackId, WantedTrack> wanted) {
    List<SlotAssignment> all = new ArrayList<>();
    for (SlotLine slot : member.subscription().slots()) {
      TrackId track = plan.carried().get(slot.mid());
      WantedTrack size = track == null ? null : wanted.get(track);
      all.add(
          size == null
              ? new SlotAssignment(slot.mid(), track, 0, 0)
              : new SlotAssignment(slot.mid(), track, size.width(), size.height()));
    }
    List<SlotAssignment> changed = member.subscription().assign(all);
    if (!changed.isEmpty()) {
      roster.emit(new RoomEffect.Assign(peer, changed));
    }
  }

  private void tell(Member member, SlotPolicy.Plan plan, Map<TrackId, Owned> owned) {
    if (!member.isClient()) {
      return;
    }
    Subscription subscription = member.subscription();
    List<SlotInfo> infos = new ArrayList<>();
    for (SlotLine slot : subscription.slots()) {
      infos.add(info(slot.mid(), plan.carried().get(slot.mid()), owned));
    }
    if (subscription.tell(infos)) {
      roster.tell(member, seq -> new ServerMessage.Slots(seq, infos));
    }
    Subscription.Needed needed = within(plan, subscription);
    if (subscription.ask(needed)) {
      roster.tell(
          member, seq -> new ServerMessage.OfferNeeded(seq, needed.audio(), needed.video()));
    }
  }

  /** As many as are needed, where the limit allows them; never fewer than there are. */
  private Subscription.Needed within(SlotPolicy.Plan plan, Subscription subscription) {
    int audio = Math.max(plan.audioNeeded(), subscription.count(MediaKind.AUDIO));
    int video = Math.max(plan.videoNeeded(), subscription.count(MediaKind.VIDEO));
    if (audio + video > maxSlots) {
      int videoShare = Math.max(maxSlots - audio, maxSlots / 2);
      video = Math.max(Math.min(video, videoShare), subscription.count(MediaKind.VIDEO));
      audio = Math.max(Math.min(audio, maxSlots - video), subscription.count(MediaKind.AUDIO));
    }
    return new Subscription.Needed(audio, video);
  }

  private static SlotInfo info(Mid mid, @Nullable TrackId track, Map<TrackId, Owned> owned) {
    Owned of = track == null ? null : owned.get(track);
    return of == null
        ? new SlotInfo(mid, null, null, null)
        : new SlotInfo(mid, of.owner(), track, of.source());
  }

  private List<SlotPolicy.Bundle> othersOf(Member member) {
    List<SlotPolicy.Bundle> bundles = new ArrayList<>();
    for (Member other : roster.listed()) {
      if (other != member) {
        add(bundles, other, TrackSource.MICROPHONE, TrackSource.CAMERA);
        add(bundles, other, TrackSource.SCREEN_AUDIO, TrackSource.SCREEN);
      }
    }
    return bundles;
  }

  private static void add(
      List<SlotPolicy.Bundle> bundles, Member member, TrackSource audio, TrackSource video) {
    TrackId heard = member.publications().of(audio);
    TrackId seen = member.publications().of(video);
    if (heard != null || seen != null) {
      bundles.add(new SlotPolicy.Bundle(member.id(), heard, seen));
    }
  }

  /** The camera, or the screen where there is none, and the sound that goes with it. */
  private List<SlotPolicy.Bundle> pinned(String target) {
    Member shown = roster.named(target);
    if (shown == null) {
      return List.of();
    }
    Publications tracks = shown.publications();
    TrackId camera = tracks.of(TrackSource.CAMERA);
    TrackId microphone = tracks.of(TrackSource.MICROPHONE);
    return List.of(
        new SlotPolicy.Bundle(
            shown.id(),
            microphone != null ? microphone : tracks.of(TrackSource.SCREEN_AUDIO),
            camera != null ? camera : tracks.of(TrackSource.SCREEN)));
  }

  private static List<WantedTrack> wantsOf(Member member, List<SlotPolicy.Bundle> bundles) {
    List<WantedTrack> said = member.subscription().wants();
    if (said != null) {
      return said;
    }
    List<WantedTrack> all = new ArrayList<>();
    for (SlotPolicy.Bundle bundle : bundles) {
      if (bundle.video() != null) {
        all.add(new WantedTrack(bundle.video(), DEFAULT_WIDTH, DEFAULT_HEIGHT));
      }
    }
    return all;
  }

  private Map<TrackId, Owned> ownedTracks() {
    Map<TrackId, Owned> owned = new HashMap<>();
    for (Member member : roster.listed()) {
      for (TrackInfo track : member.publications().tracks()) {
        owned.put(track.id(), new Owned(member.id(), track.source()));
      }
    }
    return owned;
  }

  private record Owned(ParticipantId owner, TrackSource source) {}
}
