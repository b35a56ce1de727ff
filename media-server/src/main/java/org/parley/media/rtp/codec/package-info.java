/**
 * What a forwarder must know of the payloads: where a key frame starts, which picture and layer a
 * packet belongs to, and the fields that are rewritten when a stream is spliced.
 *
 * <p>Payload formats: VP8 (RFC 7741), VP9 (RFC 9628), H.264 (RFC 6184), AV1 (RTP Payload Format For
 * AV1), redundant audio (RFC 2198). Runs on the event loop of the packet; views are reused.
 */
@NullMarked
package org.parley.media.rtp.codec;

import org.jspecify.annotations.NullMarked;
