package org.parley.media.testpeer;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests look for leaks by remembering where every buffer was made, servers do not. */
public final class AsInAServer implements BeforeEachCallback, AfterEachCallback {
  private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();

  @Override
  public void beforeEach(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    ResourceLeakDetector.setLevel(usual);
  }
}
