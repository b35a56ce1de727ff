package org.parley.signaling.http;

import org.parley.signaling.config.ServerConfig;

/**
 * What the door is opened with.
 *
 * @param connections the most at a time; further ones are closed at once
 */
public record DoorOptions(ServerConfig server, int connections, DoorTimers timers) {}
