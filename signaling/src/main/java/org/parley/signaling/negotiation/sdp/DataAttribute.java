package org.parley.signaling.negotiation.sdp;

import org.jspecify.annotations.Nullable;

/** What an m-line of data channels says of SCTP. */
public sealed interface DataAttribute extends Attribute {

  /** RFC 8841 section 5. */
  record SctpPort(int port) implements DataAttribute {
    static @Nullable SctpPort parse(String value) {
      int port = (int) Grammar.number(value, 65535);
      return port < 0 ? null : new SctpPort(port);
    }

    @Override
    public String text() {
      return "sctp-port:" + port;
    }
  }

  /**
   * RFC 8841 section 6.
   *
   * @param bytes 0 for any size; sizes beyond an int count as the largest one
   */
  record MaxMessageSize(int bytes) implements DataAttribute {
    static @Nullable MaxMessageSize parse(String value) {
      if (!Grammar.isDigits(value, 64)) {
        return null;
      }
      int bytes = (int) Grammar.number(value, Integer.MAX_VALUE);
      return new MaxMessageSize(bytes < 0 ? Integer.MAX_VALUE : bytes);
    }

    @Override
    public String text() {
      return "max-message-size:" + bytes;
    }
  }

  /**
   * What drafts of RFC 8841 had in its place, up to the sixth: {@code sctpmap:PORT PROTOCOL
   * [STREAMS]}.
   *
   * @param streams how many there are to be; as many as SCTP has where it is not said
   */
  record SctpMap(int port, String protocol, int streams) implements DataAttribute {
    private static final int MAX_STREAMS = 65535;

    static @Nullable SctpMap parse(String value) {
      String[] words = Grammar.words(value);
      if (words.length < 2 || words.length > 3 || !Grammar.isToken(words[1], 32)) {
        return null;
      }
      int port = (int) Grammar.number(words[0], 65535);
      int streams = words.length == 2 ? MAX_STREAMS : (int) Grammar.number(words[2], MAX_STREAMS);
      return port < 0 || streams < 0 ? null : new SctpMap(port, words[1], streams);
    }

    @Override
    public String text() {
      return "sctpmap:" + port + " " + protocol + " " + streams;
    }
  }
}
