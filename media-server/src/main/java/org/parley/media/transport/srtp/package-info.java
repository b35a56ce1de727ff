/**
 * SRTP and SRTCP of one transport in both directions: key derivation, packet protection, rollover
 * and replay (RFC 3711; AES-GCM by RFC 7714; keys from DTLS by RFC 5764).
 *
 * <p>Belongs to the event loop of its transport; no locks, no clock, no randomness. Received
 * packets change nothing before they are authenticated. Cryptography is that of the {@link
 * org.parley.media.transport.srtp.CryptoProvider} that was chosen at start, behind {@link
 * org.parley.media.transport.srtp.SrtpCipher}; what it holds outside of the heap is freed with the
 * transport. The same providers protect the records of DTLS ({@link
 * org.parley.media.transport.srtp.RecordCipher}): foreign functions are called here alone.
 */
@NullMarked
package org.parley.media.transport.srtp;

import org.jspecify.annotations.NullMarked;
