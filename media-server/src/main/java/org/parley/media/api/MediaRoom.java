package org.parley.media.api;

import java.util.function.Consumer;

/** The peers whose packets may reach one another. */
public interface MediaRoom {

  /**
   * @param data who it is on data channels
   * @param listener called on the room's event loop; must not block
   */
  MediaPeer addPeer(PeerId id, DataIdentity data, Consumer<PeerEvent> listener);

  /** Closes all peers. Idempotent. */
  void close();
}
