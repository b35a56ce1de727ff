package org.parley.signaling.room;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RoomEvent;
import org.parley.signaling.negotiation.LocalDescription;
import org.parley.signaling.negotiation.Negotiation;
import org.parley.signaling.negotiation.TrickleFragment;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.LeaveReason;

/** What happens to a room. */
sealed interface RoomCommand {

  /** From a WebSocket. */
  sealed interface FromSocket extends RoomCommand {
    ConnectionId connection();
  }

  /** From an HTTP request, which is answered exactly once. */
  sealed interface FromHttp extends RoomCommand {
    RequestId request();
  }

  record Enter(ConnectionId connection, @Nullable String replyTo, Visitor visitor)
      implements FromSocket {}

  record Resume(
      ConnectionId connection,
      ClientMessage.Resume message,
      ResumeToken token,
      @Nullable InetAddress reachedBy)
      implements FromSocket {}

  record Received(ConnectionId connection, ClientMessage message) implements FromSocket {}

  /**
   * @param ended why the participant goes with its socket; null when it may come back
   */
  record SocketLost(ConnectionId connection, @Nullable LeaveReason ended) implements FromSocket {}

  record OpenWhip(RequestId request, SessionId session, Visitor visitor, String sdp)
      implements FromHttp {}

  /**
   * @param target the name of the participant to show
   */
  record OpenWhep(RequestId request, SessionId session, Visitor visitor, String target, String sdp)
      implements FromHttp {}

  /**
   * @param ifMatch one of these entity tags is expected, {@code *} is any; empty expects nothing
   */
  record Patch(
      RequestId request,
      SessionId session,
      TrickleFragment.Candidates fragment,
      List<String> ifMatch)
      implements FromHttp {
    public Patch {
      ifMatch = List.copyOf(ifMatch);
    }
  }

  record Delete(RequestId request, SessionId session) implements FromHttp {}

  record FromPeer(PeerId peer, PeerEvent event) implements RoomCommand {}

  record FromMedia(RoomEvent event) implements RoomCommand {}

  /** The media plane has taken a {@link RoomEffect.Apply}. */
  record Applied(RoomEffect.Apply apply, LocalDescription local) implements RoomCommand {
    Negotiation negotiation() {
      return apply.negotiation();
    }
  }

  /** The media plane has failed at a {@link RoomEffect.Apply}: a fault of ours. */
  record NotApplied(RoomEffect.Apply apply) implements RoomCommand {}

  /** The server stops. */
  record ShutDown() implements RoomCommand {}
}
