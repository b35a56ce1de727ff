/**
 * Sockets of Linux for a program that has thousands and must cost little: non-blocking, watched by
 * one epoll per thread, read many datagrams at a time, and with the kernel's own time of arrival,
 * so that reading late does not look like a slow server. Everything belongs to the thread that made
 * it.
 */
@NullMarked
package org.parley.signaling.bench.turn.socket;

import org.jspecify.annotations.NullMarked;
