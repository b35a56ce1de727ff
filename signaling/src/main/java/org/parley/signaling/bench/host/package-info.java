/**
 * What this machine tells about a server that is measured, and about the program that measures: who
 * listens on a port, CPU time, memory, packets that sockets dropped, and what a server says about
 * itself on {@code /metrics}. Reads files and one URL, on the caller's thread; without {@code
 * /proc} there is nothing to tell.
 */
@NullMarked
package org.parley.signaling.bench.host;

import org.jspecify.annotations.NullMarked;
