package org.parley.media.datachannel;

import java.util.ArrayList;
import java.util.List;
import org.parley.media.sctp.association.AssociationEvent;
import org.parley.media.sctp.tx.Delivery;

/** One channel that is there, or not wholly gone. */
final class Channel {
  sealed interface State {}

  /** OPEN is sent; what is sent meanwhile is ordered (RFC 8832 section 6). */
  record Opening() implements State {}

  record Open() implements State {}

  /**
   * One side has closed it, and the other is to follow (RFC 8831 section 6.7).
   *
   * @param ours whether our stream is reset
   * @param peers whether the peer's stream is reset
   * @param early what came on the peer's stream after its reset: it uses the number again already
   */
  record Closing(boolean ours, boolean peers, List<AssociationEvent> early) implements State {
    static Closing byUs() {
      return new Closing(false, false, new ArrayList<>());
    }

    static Closing byPeer() {
      return new Closing(false, true, new ArrayList<>());
    }

    boolean done() {
      return ours && peers;
    }

    Closing oursDone() {
      return new Closing(true, peers, early);
    }

    Closing peersDone() {
      return new Closing(ours, true, early);
    }

    /** Messages take a part of the window; resets without one between them are but one. */
    void add(AssociationEvent event) {
      if (event instanceof AssociationEvent.MessageReceived
          || (!early.isEmpty() && early.getLast() instanceof AssociationEvent.MessageReceived)) {
        early.add(event);
      }
    }
  }

  final int id;
  private final Delivery delivery;
  private final Delivery ordered;
  State state;

  Channel(int id, ChannelOptions options, State state) {
    this.id = id;
    this.state = state;
    this.delivery = options.delivery();
    this.ordered = new Delivery(true, delivery.maxRetransmissions(), delivery.lifetimeNanos());
  }

  Delivery delivery() {
    return state instanceof Opening ? ordered : delivery;
  }
}
