package org.parley.signaling.negotiation;

import java.util.Map;
import java.util.function.Supplier;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;

/**
 * Which track an m-line carries.
 *
 * @param sending those that go on
 * @param known from an earlier connection
 */
record TrackNames(Map<Mid, TrackId> sending, Map<Mid, TrackId> known, Supplier<TrackId> fresh) {
  TrackId of(Mid mid) {
    TrackId same = sending.get(mid);
    TrackId id = same != null ? same : known.get(mid);
    return id != null ? id : fresh.get();
  }
}
