package org.parley.signaling.bench;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.media.transport.srtp.SrtpTransform;

/** Takes one participant from nothing to secured media; each join on a virtual thread. */
final class Joiner {
  private final BenchNetwork network;
  private final WhipClient whip;
  private final DtlsIdentity identity;
  private final SrtpProfile profile;
  private final SecureRandom random;
  private final Queue<URI> sessions = new ConcurrentLinkedQueue<>();

  Joiner(BenchNetwork network, WhipClient whip, SrtpProfile profile, SecureRandom random) {
    this.network = network;
    this.whip = whip;
    this.profile = profile;
    this.random = random;
    this.identity = DtlsIdentity.create(random);
  }

  /**
   * @param offeredNanos when the offer was posted
   * @param session to end; absent if the server named none
   */
  record Joined(SrtpTransform srtp, long offeredNanos, Optional<URI> session) {}

  record Invitation(URI endpoint, SdpOffer.Streams streams) {}

  /** The sessions that the server has to end, also those whose media never came. */
  List<URI> sessions() {
    return List.copyOf(sessions);
  }

  /** The caller ends this session. */
  void forget(URI session) {
    sessions.remove(session);
  }

  Joined join(Invitation invitation, EventLoop loop, PeerTransport transport)
      throws IOException, InterruptedException {
    boolean joined = false;
    try {
      Joined result = connect(invitation, loop, transport);
      joined = true;
      return result;
    } finally {
      if (!joined) {
        transport.close();
      }
    }
  }

  private Joined connect(Invitation invitation, EventLoop loop, PeerTransport transport)
      throws IOException, InterruptedException {
    Channel channel = network.bind(loop, transport);
    LocalTransport local =
        LocalTransport.of(channel, invitation.endpoint(), identity.fingerprint(), random);
    SdpOffer offer = new SdpOffer(invitation.streams(), local);
    long offered = System.nanoTime();
    WhipClient.Session session = whip.join(invitation.endpoint(), offer);
    session.resource().ifPresent(sessions::add);
    IceClient client = new IceClient(local.ice(), session.answer().ice(), random);
    SrtpTransform srtp = transport.connect(client, session.answer(), identity, profile);
    return new Joined(srtp, offered, session.resource());
  }
}
