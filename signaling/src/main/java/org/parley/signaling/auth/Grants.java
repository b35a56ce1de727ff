package org.parley.signaling.auth;

import java.util.ArrayList;
import java.util.List;

/** What a participant may do in its room. */
public record Grants(boolean publish, boolean subscribe, boolean publishData) {
  public static final Grants ALL = new Grants(true, true, true);

  /** As tokens and `welcome` name them. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    if (publish) {
      names.add("publish");
    }
    if (subscribe) {
      names.add("subscribe");
    }
    if (publishData) {
      names.add("publishData");
    }
    return names;
  }
}
