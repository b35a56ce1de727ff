package org.parley.signaling.room;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.parley.media.api.PeerId;
import org.parley.media.api.TrackId;
import org.parley.signaling.protocol.ParticipantId;

/** Unpredictable ids, so that none can be guessed and none comes again. */
final class SecureIds implements RoomIds {
  private static final int ID_BYTES = 9;
  private static final int SECRET_BYTES = 24;

  private final SecureRandom random = new SecureRandom();

  ParticipantId nextParticipant() {
    return new ParticipantId("p-" + text(ID_BYTES));
  }

  SessionId nextSession() {
    return new SessionId(text(SECRET_BYTES));
  }

  /** Tells apart those who gave no name. */
  String nextNameSuffix() {
    return text(3);
  }

  @Override
  public PeerId nextPeer() {
    return new PeerId("c-" + text(ID_BYTES));
  }

  @Override
  public TrackId nextTrack() {
    return new TrackId("t-" + text(ID_BYTES));
  }

  @Override
  public String nextSecret() {
    return text(SECRET_BYTES);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  private String text(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }
}
