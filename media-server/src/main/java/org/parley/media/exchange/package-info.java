/**
 * What the peers of a room send each other on data channels: by label to all who listen to it, by
 * address to one, and on served labels to and from the control side. The rules are in
 * docs/protocol.md, "Data channels".
 *
 * <p>Sans I/O. An {@code Exchange} holds the peers of a room that live on one event loop, composes
 * their {@link org.parley.media.datachannel.DataChannels} and is confined to that loop. Exchanges
 * of one room tell each other by {@code Note}s who is where and what was sent; the order of the
 * notes from one to another is kept. Payloads are shared by all who receive them and never change.
 *
 * <p>A message takes a part of its sender's receive window (RFC 9260 section 6.2) until every
 * receiver has taken it into its queue: that is all the flow control there is.
 */
@NullMarked
package org.parley.media.exchange;

import org.jspecify.annotations.NullMarked;
