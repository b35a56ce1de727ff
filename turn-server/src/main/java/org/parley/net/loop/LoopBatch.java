package org.parley.net.loop;

/** Work on one loop whose packets leave together. On the loop's thread; pairs do not nest. */
public interface LoopBatch {
  /** Reads the clock. */
  void beginBatch();

  /** Sends what was written since the beginning. */
  void endBatch();

  /** A fault of ours that cost some packets: counted, and logged now and then. */
  void onFault(RuntimeException fault);

  /** Packets that another loop was too busy to take. */
  void onOverload(int packets);
}
