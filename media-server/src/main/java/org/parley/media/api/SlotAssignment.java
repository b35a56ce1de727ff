package org.parley.media.api;

import org.jspecify.annotations.Nullable;

/**
 * Which track a slot carries from now on.
 *
 * @param mid the slot's m-line
 * @param track null empties the slot
 * @param maxWidth width in pixels of the tile that shows it; the layer that just fills it is sent.
 *     0 means the smallest
 * @param maxHeight likewise
 */
public record SlotAssignment(Mid mid, @Nullable TrackId track, int maxWidth, int maxHeight) {}
