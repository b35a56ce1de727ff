package org.parley.media.api;

/** What an m-line carries. */
public enum MediaKind {
  AUDIO,
  VIDEO
}
