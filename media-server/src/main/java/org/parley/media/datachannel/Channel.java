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
    static final Closing BY_US = new Closing(false, false, List.of());
    static final Closing BY_PEER = new Closing(false, true, List.of());

    boolean done() {
      return ours && peers;
    }

    Closing oursDone() {
      return new Closing(true, peers, early);
    }

    Closing peersDone() {
      return new Closing(ours, true, early);
    }

    Closing with(AssociationEvent event) {
      List<AssociationEvent> more = new ArrayList<>(early);
      more.add(event);
      return new Closing(ours, peers, List.copyOf(more));
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
