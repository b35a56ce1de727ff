package org.parley.signaling.negotiation.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attributes of one level of a description, in order. */
public record AttributeList(List<Attribute> all) {
  public AttributeList {
    all = List.copyOf(all);
  }

  public boolean has(Attribute attribute) {
    return all.contains(attribute);
  }

  /** All of one kind. */
  public <T extends Attribute> List<T> of(Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public <T extends Attribute> @Nullable T first(Class<T> kind) {
    for (Attribute attribute : all) {
      if (kind.isInstance(attribute)) {
        return kind.cast(attribute);
      }
    }
    return null;
  }

  void write(StringBuilder out) {
    for (Attribute attribute : all) {
      out.append("a=").append(attribute.text()).append("\r\n");
    }
  }
}
