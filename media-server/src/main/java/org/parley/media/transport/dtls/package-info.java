/**
 * DTLS 1.2 as the server (RFC 6347, RFC 5764). The handshake is by Bouncy Castle: our certificate,
 * one handshake per peer, the check of the peer's fingerprint (RFC 8122) and the export of the SRTP
 * keys.
 *
 * <p>A {@link org.parley.media.transport.dtls.DtlsSession} lives on its peer's loop; Bouncy Castle
 * blocks, so each handshake runs on a virtual thread behind a bounded queue and posts its results
 * back. What an attacker without keys can say is dropped before Bouncy Castle sees it.
 *
 * <p>Application data (packets of SCTP, RFC 8261) never gets there: its records are opened and
 * sealed on the loop, without garbage, by the ciphers of {@code transport.srtp} (AES-GCM, RFC
 * 5288). The loop also seals the handshake records and alerts of epoch 1, which Bouncy Castle emits
 * in the clear: numbers and nonces have one owner.
 */
@NullMarked
package org.parley.media.transport.dtls;

import org.jspecify.annotations.NullMarked;
