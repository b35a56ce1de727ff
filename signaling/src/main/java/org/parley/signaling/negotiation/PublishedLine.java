package org.parley.signaling.negotiation;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;

/**
 * An m-line on which the peer sends.
 *
 * @param streamId by {@code a=msid} (RFC 8830), which the peer chose; null where it names none
 */
public record PublishedLine(Mid mid, MediaKind kind, TrackId track, @Nullable String streamId) {}
