/**
 * RTCP packets as values, their parser and their writer.
 *
 * <p>Reports, source descriptions and goodbyes (RFC 3550 section 6), feedback (RFC 4585, RFC 5104),
 * extended reports (RFC 3611), transport-wide congestion control
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01) and REMB (draft-alvestrand-rmcat-remb-03);
 * compound and reduced size (RFC 5506). Everything is immutable and free of threads.
 */
@NullMarked
package org.parley.media.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
