package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.parley.media.testpeer.TestDtlsClient;
import org.parley.media.testpeer.TestLink;
import org.parley.media.testpeer.TestPeer;
import org.parley.media.transport.srtp.SrtpProfile;

/** Clients of transports that echo. */
final class Echoes {
  private static final TestDtlsClient.Identity IDENTITY = TestDtlsClient.Identity.create();

  private Echoes() {}

  /** One that each knows of the other; it has yet to connect. */
  static TestPeer peer(PeerTransport transport, TestLink link, SrtpProfile... profiles) {
    TestPeer peer = new TestPeer(transport.localCredentials(), link, IDENTITY, profiles);
    transport.setRemote(peer.credentials(), List.of(peer.fingerprint()));
    // A client learns our answer after it has been applied.
    transport.owner().eventLoop().submit(() -> {}).syncUninterruptibly();
    return peer;
  }

  /** A packet, each of another length. */
  static ByteBuf rtp(int sequence) {
    return Unpooled.buffer()
        .writeByte(0x80)
        .writeByte(96)
        .writeShort(sequence)
        .writeInt(1000)
        .writeInt(0x1234)
        .writeZero(20 + sequence % 1000);
  }

  static void assertEchoed(TestPeer peer, int sequence) throws IOException {
    peer.sendRtp(rtp(sequence));
    ByteBuf echo = peer.receiveRtp(Duration.ofSeconds(5));
    assertNotNull(echo, "no echo of " + sequence);
    assertEquals(rtp(sequence), echo);
  }
}
