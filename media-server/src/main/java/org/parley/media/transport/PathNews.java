package org.parley.media.transport;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaPath;

/** What a listener has been told of its transport's path: connected once, then what changes. */
final class PathNews {
  private final PeerTransport.Listener listener;
  private @Nullable MediaPath told;

  PathNews(PeerTransport.Listener listener) {
    this.listener = listener;
  }

  void connected(@Nullable MediaPath path) {
    if (told == null && path != null) {
      told = path;
      listener.onConnected(path);
    }
  }

  void path(@Nullable MediaPath path) {
    if (told != null && path != null && path != told) {
      told = path;
      listener.onPathChanged(path);
    }
  }

  void disconnected() {
    if (told != null) {
      listener.onDisconnected();
    }
  }

  /** Returns false when the listener has not heard of a connection yet, or there is no path. */
  boolean reconnected(@Nullable MediaPath path) {
    if (told == null || path == null) {
      return false;
    }
    told = path;
    listener.onReconnected(path);
    return true;
  }
}
