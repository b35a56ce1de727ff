package org.parley.signaling.negotiation;

import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;

/**
 * An m-line on which the server sends.
 *
 * @param pair counts from 0; an audio and a video slot of the same pair share a stream id and a
 *     CNAME, so that the browser plays them in step
 */
public record SlotLine(Mid mid, MediaKind kind, int pair) {}
