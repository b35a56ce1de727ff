package org.parley.media.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          VP9  | -                                               | profile-id=0                                    | true
          VP9  | profile-id=2                                    | profile-id=0                                    | false
          AV1  | profile=0;level-idx=5                           | level-idx=8                                     | true
          AV1  | profile=1                                       | -                                               | false
          H264 | profile-level-id=42e01f;packetization-mode=1    | profile-level-id=42e034;packetization-mode=1    | true
          H264 | profile-level-id=42e01f;packetization-mode=1    | profile-level-id=42c01f;packetization-mode=1    | true
          H264 | profile-level-id=42e01f;packetization-mode=1    | profile-level-id=4d801f;packetization-mode=1    | true
          H264 | profile-level-id=42e01f;packetization-mode=1    | profile-level-id=42001f;packetization-mode=1    | false
          H264 | profile-level-id=64001f;packetization-mode=1    | profile-level-id=640c1f;packetization-mode=1    | false
          H264 | profile-level-id=42e01f;packetization-mode=1    | profile-level-id=42e01f                         | true
          H264 | profile-level-id=42e01f                         | profile-level-id=42e01f;packetization-mode=1    | false
          H264 | packetization-mode=1                            | profile-level-id=42000a;packetization-mode=1    | true
          H264 | profile-level-id=nonsense                       | profile-level-id=42e01f                         | false
          """)
  void comparesWhatDecidesOnDecoding(
      CodecType type, String decoder, String stream, boolean expected) {
    assertEquals(expected, codec(type, decoder).canDecode(codec(type, stream)));
  }

  private static Codec codec(CodecType type, String parameters) {
    Map<String, String> map = new HashMap<>();
    for (String parameter : parameters == null ? new String[0] : parameters.split(";")) {
      String[] pair = parameter.split("=");
      map.put(pair[0], pair[1]);
    }
    return new Codec(type, 90_000, 1, map);
  }
}
