package org.parley.media.route;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Rid;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.send.PendingPackets;
import org.parley.media.send.Slot;

/** A track's way to the slots of one loop. Confined to that loop, except where noted. */
public final class Branch {
  private static final Slot[] NONE = {};

  private final TrackRoute route;
  private final Forwarder forwarder;
  private @Nullable IncomingTrack track;
  private Slot[] slots = NONE;
  private volatile Set<Rid> wantedLayers = Set.of();

  private final PendingPackets pending = new PendingPackets();

  public Branch(TrackRoute route, Forwarder forwarder) {
    this.route = route;
    this.forwarder = forwarder;
  }

  public TrackRoute route() {
    return route;
  }

  /** Of the loop on which this branch lives; any thread. */
  Forwarder forwarder() {
    return forwarder;
  }

  public boolean isEmpty() {
    return slots.length == 0;
  }

  /** The publisher's side is there: slots begin to carry it. */
  public void attach(IncomingTrack track, long nowNanos) {
    this.track = track;
    for (Slot slot : slots) {
      slot.assign(track, route.clock(), nowNanos);
    }
  }

  public void add(Slot slot, long nowNanos) {
    slots = Arrays.copyOf(slots, slots.length + 1);
    slots[slots.length - 1] = slot;
    slot.assign(track, route.clock(), nowNanos);
  }

  public void remove(Slot slot, long nowNanos) {
    slots = Arrays.stream(slots).filter(other -> other != slot).toArray(Slot[]::new);
    slot.assign(null, null, nowNanos);
  }

  /** The track has ended: its slots are empty from now on. */
  public void close(long nowNanos) {
    for (Slot slot : slots) {
      slot.assign(null, null, nowNanos);
    }
    slots = NONE;
    track = null;
  }

  Slot[] slots() {
    return slots;
  }

  /** Looks up anew which layers the slots want. */
  public void updateWantedLayers() {
    Set<Rid> wanted = new HashSet<>();
    for (Slot slot : slots) {
      // What is sent in the wanted layer's stead stays until that one comes, if it ever does.
      addRid(wanted, slot.wanted());
      addRid(wanted, slot.target());
    }
    if (!wanted.equals(wantedLayers)) {
      wantedLayers = Set.copyOf(wanted);
    }
  }

  /** As of the last update; any thread. */
  Set<Rid> wantedLayers() {
    return wantedLayers;
  }

  private static void addRid(Set<Rid> rids, @Nullable LayerReceiver layer) {
    if (layer != null && layer.rid() != null) {
      rids.add(layer.rid());
    }
  }

  /** Those of the batch at hand. */
  PendingPackets pending() {
    return pending;
  }
}
