package org.parley.signaling.config;

import java.time.Duration;

/**
 * What nobody may exceed.
 *
 * @param participants on this server, in all rooms
 * @param messagesPerSecond on one WebSocket, sustained; bursts of two seconds' worth pass
 * @param messageBytes of one WebSocket message
 * @param queuedBytes that a client may leave unread on its WebSocket
 * @param resume how long a participant whose socket dropped may come back
 * @param slotsPerParticipant received tracks, audio and video together
 * @param connections on the front door
 * @param halfOpenHandshakes DTLS handshakes under way
 * @param dataMessageBytes of one message on a data channel
 * @param dataChannels of one participant at one time
 * @param chatMessages that a room keeps for those who were away
 */
public record LimitsConfig(
    int rooms,
    int participantsPerRoom,
    int participants,
    int messagesPerSecond,
    int messageBytes,
    int queuedBytes,
    Duration resume,
    int slotsPerParticipant,
    int connections,
    int halfOpenHandshakes,
    int dataMessageBytes,
    int dataChannels,
    int chatMessages) {}
