package org.parley.signaling.http;

import java.nio.ByteBuffer;

/**
 * The reader of a {@link ByteStream}. Called in order on the connection's event loop; must not
 * block.
 */
public interface StreamHandler {
  /** The buffer is valid during the call only. */
  void onBytes(ByteBuffer bytes);

  /** The connection is gone. The last call. */
  void onClosed();
}
