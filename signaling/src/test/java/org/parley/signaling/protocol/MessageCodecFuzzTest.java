package org.parley.signaling.protocol;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assertions;

class MessageCodecFuzzTest {

  @FuzzTest(maxDuration = "30s")
  void neverThrows(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    if (MessageCodec.decodeChat(text) instanceof Decoded.Parsed<ClientMessage.Chat> chat) {
      assertFalse(chat.message().text().isEmpty());
    }
    switch (MessageCodec.decode(text)) {
      case Decoded.Parsed<ClientMessage>(ClientMessage message) ->
          Assertions.assertNotNull(message.toString());
      // What the client gets back and the log sees is one line without control characters.
      case Decoded.Malformed<ClientMessage> malformed ->
          assertFalse(
              malformed.reason().chars().anyMatch(c -> c < 0x20 || c == 0x7F), malformed.reason());
    }
  }
}
