package org.parley.signaling.http;

import java.nio.ByteBuffer;

/** Our side of a connection that left HTTP. Every method may be called from any thread. */
public interface ByteStream {
  /** Takes the bytes over without copying: the buffer must not be touched again. */
  void write(ByteBuffer bytes);

  /** Bytes that were written and have not reached the socket. */
  long unwrittenBytes();

  /** Stops reading: what the client sends then waits in its own and the kernel's buffers. */
  void pauseReading();

  void resumeReading();

  /** Sends what was written, then closes. */
  void close();

  /** Closes at once and drops what was not sent. */
  void abort();
}
