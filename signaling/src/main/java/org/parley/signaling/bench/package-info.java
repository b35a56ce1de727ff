/**
 * The load generator: synthetic publishers and subscribers that join by WHIP (RFC 9725) and WHEP,
 * each with its own UDP port, ICE, DTLS and SRTP, and measure what a server does with their media.
 *
 * <p>A second one ({@link org.parley.signaling.bench.DataBench}) sends messages on data channels:
 * its participants join by the server's own protocol, and have the server's SCTP over DTLS records
 * of their own.
 *
 * <p>It runs in a process of its own and knows nothing of the server but its URLs, so that other
 * servers can be measured the same way. HTTP and DTLS run on virtual threads; everything of one
 * participant's media runs on that participant's event loop.
 *
 * <p>RFC 8445 (controlling agent, as far as a client with one host candidate needs it), RFC 7675,
 * RFC 5764, RFC 3550, RFC 4585, RFC 7741; RFC 8841, RFC 6347, RFC 5288.
 */
@NullMarked
package org.parley.signaling.bench;

import org.jspecify.annotations.NullMarked;
