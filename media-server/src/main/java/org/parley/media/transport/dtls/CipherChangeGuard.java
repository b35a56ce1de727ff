package org.parley.media.transport.dtls;

import io.netty.buffer.ByteBuf;
import java.util.BitSet;

/**
 * Holds a client's change of cipher back until its CertificateVerify is whole. Bouncy Castle
 * changes as soon as it is told to and then reads no plaintext any more, so that a
 * CertificateVerify that was lost or overtaken could never arrive: the handshake would hang. What
 * is held back is lost to us; the client sends its flight again (RFC 6347 section 4.2.4).
 */
final class CipherChangeGuard {
  private static final int RECORD_HEADER = 13;
  private static final int HANDSHAKE_HEADER = 12;
  private static final int HANDSHAKE = 22;
  private static final int CERTIFICATE_VERIFY = 15;

  private final BitSet received = new BitSet();
  private int length = -1;

  /**
   * @param datagram which {@link DtlsRecords#admissible} accepted
   * @return how many of its bytes may pass
   */
  int admit(ByteBuf datagram) {
    int start = datagram.readerIndex();
    int offset = start;
    while (offset < datagram.writerIndex()) {
      int next = offset + RECORD_HEADER + datagram.getUnsignedShort(offset + 11);
      boolean plaintextHandshake =
          datagram.getUnsignedByte(offset) == HANDSHAKE
              && datagram.getUnsignedShort(offset + 3) == 0;
      if (plaintextHandshake) {
        note(datagram, offset + RECORD_HEADER, next);
      } else if (!complete()) {
        return offset - start;
      }
      offset = next;
    }
    return offset - start;
  }

  private boolean complete() {
    return length >= 0 && received.cardinality() == length;
  }

  private void note(ByteBuf datagram, int from, int end) {
    int at = from;
    while (at < end) {
      int fragmentOffset = datagram.getUnsignedMedium(at + 6);
      int fragmentLength = datagram.getUnsignedMedium(at + 9);
      if (datagram.getUnsignedByte(at) == CERTIFICATE_VERIFY) {
        expect(datagram.getUnsignedMedium(at + 1));
        received.set(fragmentOffset, fragmentOffset + fragmentLength);
      }
      at += HANDSHAKE_HEADER + fragmentLength;
    }
  }

  private void expect(int declared) {
    if (declared != length) {
      length = declared;
      received.clear();
    }
  }
}
