package org.parley.signaling.protocol;

import org.parley.media.api.MediaKind;

/** What a track shows or lets hear. A participant has at most one track of each source. */
public enum TrackSource {
  MICROPHONE(MediaKind.AUDIO),
  CAMERA(MediaKind.VIDEO),
  SCREEN(MediaKind.VIDEO),
  SCREEN_AUDIO(MediaKind.AUDIO);

  private final MediaKind kind;

  TrackSource(MediaKind kind) {
    this.kind = kind;
  }

  public MediaKind kind() {
    return kind;
  }

  /** Whether this belongs to a shared screen, not to the person. */
  public boolean ofScreen() {
    return this == SCREEN || this == SCREEN_AUDIO;
  }
}
