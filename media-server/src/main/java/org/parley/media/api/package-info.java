/**
 * What the control side and the media plane say to each other: ids, what a negotiation settled,
 * commands and events.
 *
 * <p>Everything here is immutable and safe to hand between threads. Commands may be called from any
 * thread and take effect on the room's event loop in the order of the calls; events are delivered
 * on that loop and must not block it.
 */
@NullMarked
package org.parley.media.api;

import org.jspecify.annotations.NullMarked;
