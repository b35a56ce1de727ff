package org.parley.media.transport.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DtlsRecordsTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          whole hello,             16fefd0000000000000000000e 01000002 0000000000000002 0303, true
          hello that declares 4 KiB, 16fefd0000000000000000000e 01001000 0000000000000002 0303, true
          hello that declares more,  16fefd0000000000000000000e 01001001 0000000000000002 0303, false
          16 MiB in one fragment,  16fefd0000000000000000000e 0bffffff 0000000000000002 0303, false
          fragment past its message, 16fefd0000000000000000000e 01000002 0000000001000002 0303, false
          fragment past its record, 16fefd0000000000000000000e 01000003 0000000000000003 0303, false
          plaintext alert,         15fefd00000000000000000002 0228, false
          encrypted alert,         15fefd00010000000000000002 0228, true
          plaintext data,          17fefd00000000000000000001 00, false
          record past its datagram, 16fefd0000000000000000ffff 00, false
          TLS version,             160303000000000000000000010 0, false
          unknown content type,    19fefd00000000000000000001 00, false
          """)
  void beforeAHandshakeBegins(String what, String hex, boolean admissible) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertEquals(admissible, DtlsRecords.admissible(Unpooled.wrappedBuffer(bytes), false), what);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          data,                     17fefd00010000000000000002 0228, true
          two records,              17fefd00010000000000000001 00 17fefd00010000000000010000, true
          data and an alert,        17fefd00010000000000000001 00 15fefd00010000000000010000, true
          data without a key,       17fefd00000000000000000002 0228, false
          behind it half a header,  17fefd00010000000000000001 00 17fefd0001, false
          behind it half a record,  17fefd00010000000000000001 00 17fefd00010000000000010001, false
          """)
  void fromTheHandshakeOn(String what, String hex, boolean admissible) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertEquals(admissible, DtlsRecords.admissible(Unpooled.wrappedBuffer(bytes), true), what);
  }

  @FuzzTest(maxDuration = "30s")
  void admitsNoDamagedAlertOrData(byte[] bytes) {
    ByteBuf datagram = Unpooled.wrappedBuffer(bytes);
    DtlsRecords.startsHandshake(datagram);
    if (DtlsRecords.admissible(datagram, false)) {
      assertFalse(bytes[0] == 23, "application data before the handshake ends");
      assertFalse(DtlsRecords.isPlaintextAlert(bytes, 0, bytes.length));
    }
  }
}
