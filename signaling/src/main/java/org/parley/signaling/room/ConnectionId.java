package org.parley.signaling.room;

/** Names a WebSocket connection; unique in the process, never reused. */
record ConnectionId(long value) {}
