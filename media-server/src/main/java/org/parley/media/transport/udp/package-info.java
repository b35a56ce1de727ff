/** Stub. */
@NullMarked
package org.parley.media.transport.udp;

import org.jspecify.annotations.NullMarked;
