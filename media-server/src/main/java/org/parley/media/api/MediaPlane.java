package org.parley.media.api;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The media plane as rooms see it; a fake of it serves their tests. */
public interface MediaPlane {

  /**
   * @param listener called on the room's event loop; must not block
   */
  MediaRoom openRoom(RoomId id, Consumer<RoomEvent> listener);

  /** Of the certificate that every DTLS handshake shows. */
  Fingerprint fingerprint();

  /**
   * Where a client can reach us, best first.
   *
   * @param reachedBy the address by which the client reached the front door when it is one of ours,
   *     else null
   */
  List<IceCandidate> candidates(@Nullable InetAddress reachedBy);
}
