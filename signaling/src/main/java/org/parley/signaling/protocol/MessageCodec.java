package org.parley.signaling.protocol;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.parley.media.api.Mid;
import org.parley.media.api.Rid;
import org.parley.media.api.TrackId;

/** Messages to JSON text and back. Nothing that a client sends makes it throw. */
public final class MessageCodec {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MessageLimits.MESSAGE_BYTES)
                          .maxStringLength(MessageLimits.MESSAGE_BYTES)
                          .maxNestingDepth(MessageLimits.DEPTH)
                          .maxNumberLength(MessageLimits.NUMBER_LENGTH)
                          .maxNameLength(MessageLimits.FIELD_NAME_LENGTH)
                          .maxTokenCount(MessageLimits.FIELDS_IN_ALL)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Names are the sender's: none of them may stay in a table of ours.
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(
              new SimpleModule()
                  .addSerializer(ParticipantId.class, ToStringSerializer.instance)
                  .addSerializer(TrackId.class, ToStringSerializer.instance)
                  .addSerializer(Mid.class, ToStringSerializer.instance)
                  .addSerializer(Rid.class, ToStringSerializer.instance)
                  .addSerializer(new EnumWord()))
          .build();
  private static final ObjectWriter WRITER = MAPPER.writerFor(ServerMessage.class);
  private static final ObjectWriter CHAT_WRITER = MAPPER.writerFor(ChatMessage.class);

  private MessageCodec() {}

  /** Reads one text frame. */
  public static Decoded<ClientMessage> decode(String text) {
    return decode(text, ClientMessageReader::read);
  }

  /** Reads one text of the channel {@code parley.chat}. */
  public static Decoded<ClientMessage.Chat> decodeChat(String text) {
    return decode(text, ClientMessageReader::chat);
  }

  private interface Reader<M extends ClientMessage> {
    M read(Fields fields) throws BadField;
  }

  private static <M extends ClientMessage> Decoded<M> decode(String text, Reader<M> reader) {
    if (isTooLong(text)) {
      return new Decoded.Malformed<>(
          null, "the message is longer than " + MessageLimits.MESSAGE_BYTES + " bytes");
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (StreamConstraintsException e) {
      return new Decoded.Malformed<>(null, "the JSON is too big or too deep: " + firstLine(e));
    } catch (JacksonException e) {
      return new Decoded.Malformed<>(null, "not JSON: " + firstLine(e));
    }
    if (!(root instanceof ObjectNode object)) {
      return new Decoded.Malformed<>(null, "a message is a JSON object");
    }
    Fields fields = new Fields(object);
    try {
      return new Decoded.Parsed<>(reader.read(fields));
    } catch (BadField e) {
      return new Decoded.Malformed<>(fields.idIfReadable(), e.reason());
    }
  }

  public static String encode(ServerMessage message) {
    return write(WRITER, message);
  }

  /** For the channel {@code parley.chat}. */
  public static String encodeChat(ChatMessage message) {
    return write(CHAT_WRITER, message);
  }

  private static String write(ObjectWriter writer, Object message) {
    try {
      return writer.writeValueAsString(message);
    } catch (JacksonException e) {
      throw new IllegalStateException("A message of ours is not to be written: " + message, e);
    }
  }

  private static boolean isTooLong(String text) {
    // UTF-8 has at least one byte for each UTF-16 unit of a well-formed text.
    return text.length() > MessageLimits.MESSAGE_BYTES
        || (text.length() > MessageLimits.MESSAGE_BYTES / 3
            && text.getBytes(StandardCharsets.UTF_8).length > MessageLimits.MESSAGE_BYTES);
  }

  /** What is wrong and where, without a piece of the text itself. */
  private static String firstLine(JacksonException e) {
    String what =
        switch (e) {
          case StreamConstraintsException constraints -> constraints.getOriginalMessage();
          default -> wordsFor(e);
        };
    JsonLocation at = e.getLocation();
    return at == null ? what : what + " at character " + at.getCharOffset();
  }

  private static String wordsFor(JacksonException e) {
    String message = e.getOriginalMessage();
    return message.startsWith("Duplicate field") ? "a key comes twice" : "unexpected input";
  }

  /** {@code SCREEN_AUDIO} is {@code screen-audio}. */
  private static final class EnumWord extends StdSerializer<Enum<?>> {
    private static final long serialVersionUID = 1L;

    EnumWord() {
      super(Enum.class, false);
    }

    @Override
    public void serialize(Enum<?> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }
}
