package org.parley.media.datachannel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message of the data channel establishment protocol (RFC 8832 section 5).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  type = 0x03  | channel type  |           priority            |
 * |                     reliability parameter                     |
 * |         label length          |        protocol length        |
 * |                       label, protocol                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  type = 0x02  |  (ACK: nothing else)
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
sealed interface DcepMessage {
  int ACK_TYPE = 2;
  int OPEN_TYPE = 3;
  int UNORDERED = 0x80;
  int RELIABLE = 0;
  int RETRANSMITS = 1;
  int LIFETIME = 2;
  int OPEN_LENGTH = 12;

  /** DATA_CHANNEL_OPEN. */
  record Open(ChannelOptions options) implements DcepMessage {}

  /** DATA_CHANNEL_ACK. */
  record Ack() implements DcepMessage {}

  /** Null if it is malformed. */
  static @Nullable DcepMessage read(byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    return switch (bytes[0]) {
      // Some send more than the one byte.
      case ACK_TYPE -> new Ack();
      case OPEN_TYPE -> bytes.length < OPEN_LENGTH ? null : readOpen(bytes);
      default -> null;
    };
  }

  private static @Nullable DcepMessage readOpen(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    int type = in.get() & 0xFF;
    int priority = in.getShort() & 0xFFFF;
    int parameter = in.getInt();
    int label = in.getShort() & 0xFFFF;
    int protocol = in.getShort() & 0xFFFF;
    Reliability reliability =
        switch (type & ~UNORDERED) {
          case RELIABLE -> new Reliability.Reliable();
          case RETRANSMITS -> new Reliability.Retransmits(parameter);
          case LIFETIME -> new Reliability.Lifetime(parameter);
          default -> null;
        };
    if (reliability == null || label + protocol != in.remaining()) {
      return null;
    }
    String labelText = new String(bytes, OPEN_LENGTH, label, StandardCharsets.UTF_8);
    String protocolText = new String(bytes, OPEN_LENGTH + label, protocol, StandardCharsets.UTF_8);
    if (grown(labelText) || grown(protocolText)) {
      return null;
    }
    boolean ordered = (type & UNORDERED) == 0;
    return new Open(new ChannelOptions(labelText, protocolText, ordered, reliability, priority));
  }

  /** What was no UTF-8 has become longer by its replacements. */
  private static boolean grown(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length > 0xFFFF;
  }

  default byte[] bytes() {
    return switch (this) {
      case Ack _ -> new byte[] {ACK_TYPE};
      case Open(ChannelOptions options) -> {
        byte[] label = options.label().getBytes(StandardCharsets.UTF_8);
        byte[] protocol = options.protocol().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(OPEN_LENGTH + label.length + protocol.length);
        int ordered = options.ordered() ? 0 : UNORDERED;
        out.put((byte) OPEN_TYPE);
        switch (options.reliability()) {
          case Reliability.Reliable _ -> typeAndParameter(out, ordered | RELIABLE, options, 0);
          case Reliability.Retransmits(int count) ->
              typeAndParameter(out, ordered | RETRANSMITS, options, count);
          case Reliability.Lifetime(int millis) ->
              typeAndParameter(out, ordered | LIFETIME, options, millis);
        }
        out.putShort((short) label.length).putShort((short) protocol.length);
        yield out.put(label).put(protocol).array();
      }
    };
  }

  private static void typeAndParameter(
      ByteBuffer out, int type, ChannelOptions options, int parameter) {
    out.put((byte) type).putShort((short) options.priority()).putInt(parameter);
  }
}
