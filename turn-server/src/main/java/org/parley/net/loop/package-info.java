/**
 * The event loops of both servers, and the only place of the media plane that reads the clock.
 *
 * <p>Each {@link org.parley.net.loop.NetworkLoop} is one thread. What lives on a loop is touched by
 * that thread alone; others post tasks. The time is read once per wake-up and handed down as
 * monotonic nanoseconds, which are compared by subtraction only.
 */
@NullMarked
package org.parley.net.loop;

import org.jspecify.annotations.NullMarked;
