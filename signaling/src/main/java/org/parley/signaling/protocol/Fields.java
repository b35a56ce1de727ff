package org.parley.signaling.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one JSON object with their bounds. Null and absent are the same. */
final class Fields {
  private final ObjectNode object;
  private final String path;

  Fields(ObjectNode object) {
    this(object, "");
  }

  private Fields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  String string(String name, int maxLength) throws BadField {
    String value = optionalString(name, maxLength);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  @Nullable String optionalString(String name, int maxLength) throws BadField {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    if (!node.isTextual()) {
      throw bad(name, "is not a string");
    }
    if (node.textValue().length() > maxLength) {
      throw bad(name, "is longer than " + maxLength + " characters");
    }
    return node.textValue();
  }

  boolean bool(String name, boolean otherwise) throws BadField {
    return node(name) == null ? otherwise : bool(name);
  }

  boolean bool(String name) throws BadField {
    JsonNode node = node(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isBoolean()) {
      throw bad(name, "is not true or false");
    }
    return node.booleanValue();
  }

  long integer(String name, long min, long max) throws BadField {
    JsonNode node = node(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw bad(name, "is not an integer");
    }
    if (node.longValue() < min || node.longValue() > max) {
      throw bad(name, "is not in " + min + " to " + max);
    }
    return node.longValue();
  }

  /** An {@code unsigned short} of Web IDL. */
  @Nullable Integer optionalShort(String name) throws BadField {
    return node(name) == null ? null : (int) integer(name, 0, 0xFFFF);
  }

  @Nullable Integer optionalPixels(String name) throws BadField {
    return node(name) == null ? null : pixels(name);
  }

  int pixels(String name) throws BadField {
    return (int) integer(name, 0, MessageLimits.PIXELS);
  }

  <E extends Enum<E>> E word(String name, Class<E> type) throws BadField {
    String value = string(name, MessageLimits.FIELD_NAME_LENGTH);
    for (E constant : type.getEnumConstants()) {
      if (wordOf(constant).equals(value)) {
        return constant;
      }
    }
    throw bad(name, "is none of the known words");
  }

  List<Fields> objects(String name, int maxSize) throws BadField {
    JsonNode node = node(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isArray()) {
      throw bad(name, "is not a list");
    }
    if (node.size() > maxSize) {
      throw bad(name, "has more than " + maxSize + " entries");
    }
    List<Fields> entries = new ArrayList<>(node.size());
    for (JsonNode entry : node) {
      String at = name + "[" + entries.size() + "]";
      if (!(entry instanceof ObjectNode entryObject)) {
        throw bad(at, "is not an object");
      }
      entries.add(new Fields(entryObject, path + at + "."));
    }
    return entries;
  }

  BadField bad(String name, String problem) {
    return new BadField(path + name, problem);
  }

  /** For the error to a message whose other fields are wrong. */
  @Nullable String idIfReadable() {
    JsonNode id = node("id");
    return id != null && id.isTextual() && id.textValue().length() <= MessageLimits.ID_LENGTH
        ? id.textValue()
        : null;
  }

  private BadField missing(String name) {
    return bad(name, "is missing");
  }

  private @Nullable JsonNode node(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private static String wordOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
