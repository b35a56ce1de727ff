package org.parley.signaling.metrics;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.ThreadMXBean;
import io.prometheus.metrics.core.metrics.Histogram;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * What the standard figures of the virtual machine leave out: who allocates, the media loops apart
 * from all others, and how long the pauses of the garbage collector were.
 */
final class JvmFigures {
  private static final String MEDIA_THREADS = "media-loop";

  /** The virtual machine reports pauses in whole milliseconds. */
  private static final double[] PAUSE_BOUNDS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1
  };

  private final ThreadMXBean threads;

  JvmFigures(ThreadMXBean threads) {
    this.threads = threads;
  }

  static void register(MetricsRegistry metrics) {
    if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
        && threads.isThreadAllocatedMemorySupported()) {
      JvmFigures figures = new JvmFigures(threads);
      metrics.counter(
          "parley_jvm_allocated_bytes_total",
          "Bytes allocated on the heap, by the threads that forward media and by all others",
          "threads",
          Map.of("media", figures::mediaBytes, "other", figures::otherBytes));
    }
    Histogram pauses =
        Histogram.builder()
            .name("parley_jvm_gc_pause_seconds")
            .help("Pauses of the garbage collector; the longest counts by its whole milliseconds")
            .classicOnly()
            .classicUpperBounds(PAUSE_BOUNDS)
            .build();
    metrics.add(pauses);
    ManagementFactory.getGarbageCollectorMXBeans().forEach(bean -> watch(bean, pauses::observe));
  }

  private static void watch(GarbageCollectorMXBean collector, DoubleConsumer pause) {
    // ZGC and Shenandoah also have beans for cycles, which run beside the program.
    if (collector.getName().endsWith("Cycles")
        || !(collector instanceof NotificationEmitter emitter)) {
      return;
    }
    emitter.addNotificationListener(
        (notification, _) -> {
          if (notification.getUserData() instanceof CompositeData data) {
            long millis = GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration();
            pause.accept(millis / (double) TimeUnit.SECONDS.toMillis(1));
          }
        },
        notification ->
            notification
                .getType()
                .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
        null);
  }

  private long mediaBytes() {
    long bytes = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(MEDIA_THREADS)) {
        bytes += Math.max(0, threads.getThreadAllocatedBytes(thread.getThreadId()));
      }
    }
    return bytes;
  }

  /** Ended threads count too; reading both takes a moment, in which the media loops go on. */
  private long otherBytes() {
    return Math.max(0, threads.getTotalThreadAllocatedBytes() - mediaBytes());
  }
}
