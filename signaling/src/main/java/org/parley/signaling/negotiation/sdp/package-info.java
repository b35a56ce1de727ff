/**
 * The text of SDP (RFC 8866): a model of the lines that WebRTC uses, its parser and its writer.
 *
 * <p>Immutable and without I/O. The parser returns a description or says which line is malformed;
 * it never throws. What it does not know it leaves out, so that nothing a peer wrote is ever copied
 * into what we write: all of that passed a grammar.
 */
@NullMarked
package org.parley.signaling.negotiation.sdp;

import org.jspecify.annotations.NullMarked;
