package org.parley.signaling.config;

/** Everything that can be set. */
public record ParleyConfig(
    ServerConfig server,
    MediaConfig media,
    TurnConfig turn,
    AuthConfig auth,
    LimitsConfig limits,
    LogConfig log) {}
