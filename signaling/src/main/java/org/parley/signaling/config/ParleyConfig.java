package org.parley.signaling.config;

/** Everything that can be set. */
public record ParleyConfig(
    ServerConfig server,
    MediaConfig media,
    CryptoConfig crypto,
    TurnConfig turn,
    AuthConfig auth,
    LimitsConfig limits,
    LogConfig log) {}
