/**
 * What SCTP has on the wire: packets, chunks, parameters and error causes of RFC 9260, FORWARD-TSN
 * (RFC 3758), I-DATA and I-FORWARD-TSN (RFC 8260), RE-CONFIG (RFC 6525) and zero checksums (RFC
 * 9653).
 *
 * <p>{@code DataChunk} and {@code SackChunk} are views that are wrapped around one chunk after
 * another; all others are rare and records. Readers give null for what is malformed and throw
 * nothing.
 */
@NullMarked
package org.parley.media.sctp.packet;

import org.jspecify.annotations.NullMarked;
