package org.parley.media.route;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.parley.media.api.MediaKind;
import org.parley.media.api.PeerId;
import org.parley.media.api.TrackId;
import org.parley.media.receive.PublisherClock;
import org.parley.media.send.Camera;
import org.parley.media.send.PlainOutlet;
import org.parley.media.send.Slot;
import org.parley.net.benchmark.Measured;
import org.parley.net.loop.LoopBatch;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;

/**
 * A frame of ten packets from the publisher's demuxer to the slots, which rewrite it; without
 * transport. Times are of the whole frame. From another loop it takes until that one is done.
 */
public class RouteBenchmark extends Measured {
  @Param({"1", "50"})
  public int subscribers;

  @Param({"same", "other"})
  public String loop;

  private final NetworkLoops loops = NetworkLoops.start("media-loop", 2);
  private final NetworkLoop here = loops.loops().getFirst();
  private final Count batches = new Count();
  private final Forwarder forwarder = new Forwarder(here, 2, batches);
  private final PlainOutlet outlet = new PlainOutlet();
  private boolean away;
  private long forwarded;
  private long frames;
  private Camera camera;

  /** How many batches the other loop has ended. */
  private static final class Count implements LoopBatch {
    private volatile long ended;

    @Override
    public void beginBatch() {}

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one loop writes
    public void endBatch() {
      ended++;
    }

    @Override
    public void onFault(RuntimeException fault) {
      throw fault;
    }

    @Override
    public void onOverload(int packets) {
      throw new IllegalStateException("overload");
    }
  }

  @Setup
  public void begin() throws InterruptedException, ExecutionException {
    away = loop.equals("other");
    NetworkLoop target = loops.loops().get(away ? 1 : 0);
    Forwarder carrier = away ? new Forwarder(target, 2, batches) : forwarder;
    PeerId publisher = new PeerId("publisher");
    TrackRoute route =
        new TrackRoute(
            new TrackId("camera"),
            MediaKind.VIDEO,
            new TrackRoute.Publisher(
                publisher, new Voice(publisher), new PublisherClock(), forwarder),
            (_, _) -> {});
    Branch branch = new Branch(route, carrier);
    camera = new Camera(true, route);
    camera.keyframe(0);
    route.attach(camera.track(), 0);
    route.add(branch, 0);
    target.eventLoop().submit(() -> fill(branch)).get();
    camera.keyframe(0);
    forward();
    if (outlet.packets() != subscribers) {
      throw new IllegalStateException("sent " + outlet.packets());
    }
  }

  private void fill(Branch branch) {
    for (Slot slot : camera.slots(subscribers, outlet)) {
      branch.add(slot, 0);
    }
  }

  private void forward() {
    forwarder.forward(0);
    if (away) {
      forwarded++;
      while (batches.ended < forwarded) {
        Thread.onSpinWait();
      }
    }
  }

  @Benchmark
  public void frame() {
    camera.frame(0);
    forward();
    frames++;
  }

  @TearDown
  public void end() {
    loops.close();
    if (outlet.packets() != subscribers * (1 + frames * Camera.FRAME)) {
      throw new IllegalStateException(outlet.packets() + " packets of " + frames + " frames");
    }
  }
}
