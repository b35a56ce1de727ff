package org.parley.media.send;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.receive.LayerReceiver;

/**
 * Chooses the layer that just fills a tile. Sizes come from keyframes; a layer that has shown none
 * yet is taken to be twice as wide as the one before it in the offer's order, lowest first, as
 * browsers offer them.
 */
public final class LayerSelector {
  /**
   * A layer fills a tile when it has this part of its width and height: browsers scale that much up
   * unnoticed.
   */
  private static final double FILLS = 0.75;

  private static final int LOWEST_WIDTH = 320;
  private static final int LOWEST_HEIGHT = 180;

  private LayerSelector() {}

  /** The layer that a tile wants, whether or not its publisher sends it just now. */
  public static LayerReceiver wanted(List<LayerReceiver> layers, int width, int height) {
    if (layers.size() == 1) {
      return layers.getFirst();
    }
    List<Sized> sized = bySize(layers);
    for (Sized layer : sized) {
      if (layer.width >= width * FILLS || layer.height >= height * FILLS) {
        return layer.receiver;
      }
    }
    return sized.getLast().receiver;
  }

  /**
   * The layer to send now: the wanted one, else the best below it that is active, else the least
   * above it.
   *
   * @return null when no layer is active
   */
  public static @Nullable LayerReceiver available(
      List<LayerReceiver> layers, LayerReceiver wanted, long nowNanos) {
    if (layers.size() == 1) {
      return layers.getFirst().active(nowNanos) ? layers.getFirst() : null;
    }
    List<Sized> sized = bySize(layers);
    LayerReceiver below = null;
    boolean passed = false;
    for (Sized layer : sized) {
      boolean active = layer.receiver.active(nowNanos);
      if (layer.receiver == wanted) {
        if (active) {
          return wanted;
        }
        passed = true;
        if (below != null) {
          return below;
        }
      } else if (active && !passed) {
        below = layer.receiver;
      } else if (active) {
        return layer.receiver;
      }
    }
    return below;
  }

  /** The smallest layer that is active, or null without one. */
  static @Nullable LayerReceiver lowest(List<LayerReceiver> layers, long nowNanos) {
    if (layers.size() == 1) {
      return layers.getFirst().active(nowNanos) ? layers.getFirst() : null;
    }
    for (Sized layer : bySize(layers)) {
      if (layer.receiver.active(nowNanos)) {
        return layer.receiver;
      }
    }
    return null;
  }

  private static List<Sized> bySize(List<LayerReceiver> layers) {
    List<Sized> sized = new ArrayList<>(layers.size());
    int width = LOWEST_WIDTH / 2;
    int height = LOWEST_HEIGHT / 2;
    for (LayerReceiver layer : layers) {
      width = layer.width() > 0 ? layer.width() : width * 2;
      height = layer.height() > 0 ? layer.height() : height * 2;
      sized.add(new Sized(layer, width, height));
    }
    sized.sort(Comparator.comparingInt(Sized::width));
    return sized;
  }

  private record Sized(LayerReceiver receiver, int width, int height) {}
}
