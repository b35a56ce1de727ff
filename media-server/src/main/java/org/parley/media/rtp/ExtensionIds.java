package org.parley.media.rtp;

import java.util.List;
import org.parley.media.api.HeaderExtension;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.MediaLine;

/**
 * The header extension ids of one transport. With BUNDLE an id means the same extension on every
 * m-line (RFC 8843 section 15), so one table serves them all.
 */
public final class ExtensionIds {
  private static final int TYPES = HeaderExtensionType.values().length;

  /** No extension was negotiated. */
  public static final ExtensionIds NONE = new ExtensionIds();

  private final int[] ids = new int[TYPES];

  private ExtensionIds() {}

  public static ExtensionIds of(List<MediaLine> lines) {
    ExtensionIds table = new ExtensionIds();
    for (MediaLine line : lines) {
      for (HeaderExtension extension : line.extensions()) {
        table.ids[extension.type().ordinal()] = extension.id();
      }
    }
    return table;
  }

  /** 0 when the extension was not negotiated. */
  public int id(HeaderExtensionType type) {
    return ids[type.ordinal()];
  }
}
