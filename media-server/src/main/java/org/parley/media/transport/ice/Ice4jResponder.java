package org.parley.media.transport.ice;

import java.net.InetSocketAddress;
import org.ice4j.StackProperties;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.stack.InProcessStunStack;
import org.ice4j.stack.StunStack;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCredentials;

/**
 * ice4j as the responder of an ice-lite side. The agent is never started: it keeps no pairs, paces
 * no checks and has neither thread nor socket; each check that it accepts is reported before it is
 * answered.
 */
public final class Ice4jResponder implements CheckResponder {
  static {
    System.setProperty(StackProperties.REQUIRE_MESSAGE_INTEGRITY, "true");
    System.setProperty(StackProperties.NO_KEEP_ALIVES, "true");
    System.setProperty("ice4j.harvest.mapping.aws.enabled", "false");
    // RFC 8489 section 14.14: SOFTWARE tells an attacker more than it helps.
    System.setProperty("ice4j.software", "");
  }

  private final InProcessStunStack stack = new InProcessStunStack(this::sent);
  private final LiteAgent agent = new LiteAgent(stack);
  private final IceCredentials credentials =
      new IceCredentials(agent.getLocalUfrag(), agent.getLocalPassword());

  private @Nullable Check check;
  private byte @Nullable [] response;
  private @Nullable TransportAddress responseTo;

  @Override
  public IceCredentials credentials() {
    return credentials;
  }

  @Override
  public @Nullable Answer answer(Pair pair, byte[] message) {
    check = null;
    response = null;
    TransportAddress remote = address(pair.transport(), pair.remote());
    try {
      stack.receive(message, address(pair.transport(), pair.local()), remote);
    } catch (StunException | RuntimeException e) {
      // ice4j throws whatever its array accesses meet; to us that is one more malformed message.
      return null;
    }
    byte[] answer = response;
    // A transaction that is replayed from elsewhere would be answered to its first source.
    return answer == null || !remote.equals(responseTo) ? null : new Answer(answer, check);
  }

  @Override
  public void free() {
    agent.free();
  }

  private void sent(byte[] message, TransportAddress local, TransportAddress remote) {
    response = message;
    responseTo = remote;
  }

  private static TransportAddress address(Pair.Transport transport, InetSocketAddress address) {
    return new TransportAddress(
        address.getAddress(),
        address.getPort(),
        switch (transport) {
          case UDP -> Transport.UDP;
          case TCP -> Transport.TCP;
        });
  }

  private final class LiteAgent extends Agent {
    private final InProcessStunStack stunStack;

    LiteAgent(InProcessStunStack stack) {
      stunStack = stack;
      super();
      setTieBreaker(CheckRequest.TIE_BREAKER);
    }

    @Override
    public synchronized StunStack getStunStack() {
      return stunStack;
    }

    /** A lite side never controls (RFC 8445 section 6.1.1), so that no conflict can change it. */
    @Override
    public boolean isControlling() {
      return false;
    }

    @Override
    protected boolean incomingCheckReceived(
        TransportAddress remote,
        TransportAddress local,
        long priority,
        String remoteUfrag,
        @Nullable String localUfrag,
        boolean useCandidate) {
      check = new Check(priority, useCandidate);
      return true;
    }
  }
}
