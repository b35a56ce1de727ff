package org.parley.signaling.bench;

import io.netty.channel.EventLoop;

/** An event loop that receives, with what its subscribers saw. */
record ReceiveLoop(EventLoop loop, LoopStatistics statistics) {}
