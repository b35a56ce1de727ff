package org.parley.signaling.room;

/** Names an HTTP request that waits for its answer. */
record RequestId(long value) {}
