/**
 * The way between the relays and the media sockets of one process: packets are copied once and
 * handed from loop to loop, without the system's network.
 *
 * <p>Both servers see each other by the addresses that their sockets have, as the system would show
 * them; whatever is not found here goes by the sockets. {@link org.parley.net.passage.Passage} is
 * for all threads; a {@link org.parley.net.passage.Carrier} belongs to the loop that sends.
 */
@NullMarked
package org.parley.net.passage;

import org.jspecify.annotations.NullMarked;
