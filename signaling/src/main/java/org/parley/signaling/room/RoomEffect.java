package org.parley.signaling.room;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerId;
import org.parley.media.api.SlotAssignment;
import org.parley.signaling.negotiation.Negotiation;
import org.parley.signaling.protocol.ClientMessage.OfferedTrack;
import org.parley.signaling.protocol.LeaveReason;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;

/** What a room wants done. */
sealed interface RoomEffect {

  record Send(ConnectionId connection, ServerMessage message) implements RoomEffect {}

  /**
   * @param code of the close frame (RFC 6455 section 7.4)
   */
  record CloseSocket(ConnectionId connection, int code, String reason) implements RoomEffect {}

  record Reply(RequestId request, HttpOutcome outcome) implements RoomEffect {}

  record OpenPeer(PeerId peer, ParticipantId participant, boolean mayPublishData)
      implements RoomEffect {}

  /** Answered at once by {@link RoomCommand.Applied}, before any other command. */
  record Apply(
      PeerId peer, Negotiation negotiation, @Nullable InetAddress reachedBy, AnswerTo answerTo)
      implements RoomEffect {}

  record AddCandidates(PeerId peer, String ufrag, List<IceCandidate> candidates)
      implements RoomEffect {
    public AddCandidates {
      candidates = List.copyOf(candidates);
    }
  }

  record Assign(PeerId peer, List<SlotAssignment> assignments) implements RoomEffect {
    public Assign {
      assignments = List.copyOf(assignments);
    }
  }

  record Negotiate(PeerId peer, List<NegotiatedChannel> channels) implements RoomEffect {
    public Negotiate {
      channels = List.copyOf(channels);
    }
  }

  record SendServed(PeerId peer, String label, String text) implements RoomEffect {}

  record CountChat(ChatOutcome outcome) implements RoomEffect {}

  record ClosePeer(PeerId peer) implements RoomEffect {}

  /**
   * A seat that was reserved on this server is free again.
   *
   * @param reason null when the visitor was not let in
   */
  record FreeSeat(ParticipantId participant, @Nullable LeaveReason reason) implements RoomEffect {}

  /** Where an answer goes. */
  sealed interface AnswerTo {
    record Socket(@Nullable String replyTo, List<OfferedTrack> tracks) implements AnswerTo {
      public Socket {
        tracks = List.copyOf(tracks);
      }
    }

    record NewSession(RequestId request, SessionId session) implements AnswerTo {}

    /**
     * @param candidates that came with the restart
     */
    record IceRestart(RequestId request, List<IceCandidate> candidates) implements AnswerTo {
      public IceRestart {
        candidates = List.copyOf(candidates);
      }
    }
  }
}
