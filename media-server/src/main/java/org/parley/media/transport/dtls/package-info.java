/**
 * DTLS 1.2 as the server (RFC 6347, RFC 5764), by Bouncy Castle: our certificate, one handshake per
 * peer, the check of the peer's fingerprint (RFC 8122) and the export of the SRTP keys.
 *
 * <p>A {@link org.parley.media.transport.dtls.DtlsSession} lives on its peer's loop; Bouncy Castle
 * blocks, so each handshake runs on a virtual thread behind a bounded queue and posts its results
 * back. What an attacker without keys can say is dropped before Bouncy Castle sees it.
 */
@NullMarked
package org.parley.media.transport.dtls;

import org.jspecify.annotations.NullMarked;
