package org.parley.media.testpeer;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/** A link whose owner may stop reading for a while: what comes waits in the system, or is lost. */
public final class PausableLink implements TestLink {
  private final TestLink link;
  private final Semaphore reading = new Semaphore(1);

  public PausableLink(TestLink link) {
    this.link = link;
  }

  /** No more than one further packet is read until {@link #resume}. */
  public void pause() {
    reading.acquireUninterruptibly();
  }

  public void resume() {
    reading.release();
  }

  @Override
  public void send(byte[] packet) throws IOException {
    link.send(packet);
  }

  @Override
  public byte[] receive() throws IOException {
    byte[] packet = link.receive();
    // Waits for the end of a pause.
    reading.acquireUninterruptibly();
    reading.release();
    return packet;
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
