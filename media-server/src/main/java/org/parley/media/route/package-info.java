/**
 * Where packets go: which layer of a track each subscriber gets, and who is speaking.
 *
 * <p>Sans I/O: runs on the room's event loop with {@code nowNanos} passed in.
 */
@NullMarked
package org.parley.media.route;

import org.jspecify.annotations.NullMarked;
