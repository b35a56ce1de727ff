/**
 * What the program counts, in Prometheus text, and whether its parts serve. Components keep plain
 * counters; this package reads them when it is asked, on the thread of the request.
 */
@NullMarked
package org.parley.signaling.metrics;

import org.jspecify.annotations.NullMarked;
