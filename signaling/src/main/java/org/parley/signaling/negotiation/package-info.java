/**
 * Turns a client's SDP offer into what the media plane needs, and the media plane's half into the
 * answer. The server is always the answerer: ICE-lite, passive in DTLS, one BUNDLE.
 *
 * <p>A {@link org.parley.signaling.negotiation.Negotiator} belongs to one peer connection and is
 * confined to the thread of its caller; everything else here is immutable. Nothing reads a clock, a
 * socket or a random source of its own, and nothing throws on input from outside.
 *
 * <p>RFC 3264 (offer and answer), RFC 9429 (JSEP), RFC 8843 (BUNDLE), RFC 8839 (ICE in SDP), RFC
 * 8838 and RFC 8840 (trickle), RFC 8842 (DTLS in SDP), RFC 8853 and RFC 8851 (simulcast), RFC 8285
 * (header extensions), RFC 5576 (sources), RFC 8841 (data channels), RFC 9725 (WHIP).
 */
@NullMarked
package org.parley.signaling.negotiation;

import org.jspecify.annotations.NullMarked;
