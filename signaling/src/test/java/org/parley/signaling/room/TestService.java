package org.parley.signaling.room;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.config.LimitsConfig;

/** Services on a fake media plane. */
public final class TestService {
  public static final InstantSource INSTANTS =
      InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z"));
  public static final IceServers ICE_SERVERS =
      IceServers.of(
          new IceServers.Ports(3478, null), new IceServers.Signer("north", Duration.ofHours(1)));

  private TestService() {}

  public static LimitsConfig limits() {
    return limits(100, 100, 1000, 1000);
  }

  static LimitsConfig limits(int rooms, int perRoom, int participants, int messagesPerSecond) {
    return new LimitsConfig(
        rooms,
        perRoom,
        participants,
        messagesPerSecond,
        65_536,
        1_000_000,
        Duration.ofSeconds(30),
        16,
        1000,
        1000,
        262_144,
        1_024,
        200);
  }

  public static SignalingService on(
      FakeMediaPlane plane, Authenticator authenticator, LimitsConfig limits) {
    return new SignalingService(
        new SignalingService.Parts(
            plane,
            authenticator,
            ICE_SERVERS,
            limits,
            new SignalingService.Clocks(System::nanoTime, INSTANTS)));
  }
}
