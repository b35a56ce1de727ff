/**
 * Rooms and peers of the media plane: composes transport, receive, route, send and exchange on the
 * room's event loop.
 *
 * <p>Commands of {@link org.parley.media.api.MediaPeer} arrive from any thread and are posted to
 * that loop; nothing here is touched from another one unless it says so.
 */
@NullMarked
package org.parley.media.session;

import org.jspecify.annotations.NullMarked;
