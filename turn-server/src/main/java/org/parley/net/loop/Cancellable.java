package org.parley.net.loop;

/** A periodic task that can be stopped, from any thread and more than once. */
public interface Cancellable {
  void cancel();
}
