/** Associations over a network of one thread whose loss, order and time come from a seed. */
@NullMarked
package org.parley.media.sctp.simulation;

import org.jspecify.annotations.NullMarked;
