/**
 * A small WebRTC client for tests and load: checks by an encoder of its own, DTLS by Bouncy Castle,
 * SRTP by ours, over UDP or TCP sockets that block on virtual threads.
 */
@NullMarked
package org.parley.media.testpeer;

import org.jspecify.annotations.NullMarked;
