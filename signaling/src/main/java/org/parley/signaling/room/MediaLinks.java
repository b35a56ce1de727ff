package org.parley.signaling.room;

import java.util.ArrayList;
import java.util.List;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.Rid;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.TrackId;
import org.parley.signaling.negotiation.IceCandidates;
import org.parley.signaling.negotiation.Negotiation;
import org.parley.signaling.negotiation.NegotiationResult;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.protocol.ServerMessage.TrackInfo;
import org.parley.signaling.room.RoomEffect.AnswerTo;

/** The members' peer connections: offers, candidates, and what the media plane tells of them. */
final class MediaLinks {
  private final Roster roster;
  private final Distribution distribution;
  private final RoomIds ids;

  /** Ends a member whose media is beyond help. */
  interface Remover {
    void failed(Member member);
  }

  private final Remover remover;

  MediaLinks(Roster roster, Distribution distribution, RoomIds ids, Remover remover) {
    this.roster = roster;
    this.distribution = distribution;
    this.ids = ids;
    this.remover = remover;
  }

  void offer(Member member, ClientMessage.Offer offer, long nowNanos) {
    if (!offer.tracks().isEmpty() && !member.grants().publish()) {
      roster.fail(member, offer.id(), ErrorCode.FORBIDDEN, "Your token does not let you publish.");
      return;
    }
    NegotiationResult result =
        member.negotiator().offer(offer.sdp(), member.publications().knownIds(offer.tracks()));
    switch (result) {
      case NegotiationResult.Rejected rejected ->
          roster.fail(member, offer.id(), ErrorCode.BAD_OFFER, rejected.message());
      case NegotiationResult.Accepted(Negotiation negotiation) -> {
        if (member.link() instanceof Link.Failed && !negotiation.newConnection()) {
          roster.fail(
              member,
              offer.id(),
              ErrorCode.MEDIA_FAILED,
              "This peer connection has failed. Offer again with a new one.");
          return;
        }
        apply(member, negotiation, new AnswerTo.Socket(offer.id(), offer.tracks()), nowNanos);
      }
    }
  }

  /** Hands a negotiation to the media plane, on a new peer where the client's is new. */
  void apply(Member member, Negotiation negotiation, AnswerTo answerTo, long nowNanos) {
    PeerId peer = member.peer();
    if (peer == null || negotiation.newConnection()) {
      PeerId old = peer;
      peer = ids.nextPeer();
      roster.emit(new RoomEffect.OpenPeer(peer, member.id(), member.maySendData()));
      if (old != null) {
        // The browser's old connection is dead already; its tracks make room for the new ones.
        roster.emit(new RoomEffect.ClosePeer(old));
      }
      roster.link(member, Link.Open.connecting(peer, nowNanos));
      if (!member.data().negotiated().isEmpty()) {
        roster.emit(new RoomEffect.Negotiate(peer, member.data().negotiated()));
      }
    }
    roster.emit(new RoomEffect.Apply(peer, negotiation, member.reachedBy(), answerTo));
  }

  void applied(RoomCommand.Applied applied) {
    PeerId peer = applied.apply().peer();
    Member member = roster.at(peer);
    if (member == null || !(member.link() instanceof Link.Open open)) {
      return;
    }
    Negotiation negotiation = applied.negotiation();
    boolean newConnection = open.remoteUfrag().isEmpty();
    roster.link(
        member,
        open.withGeneration(negotiation.remote().ice().ufrag(), applied.local().ice().ufrag()));
    addCandidates(member, negotiation.remoteCandidates());
    switch (applied.apply().answerTo()) {
      case AnswerTo.Socket socket -> {
        String sdp = negotiation.answer(applied.local());
        roster.tell(member, seq -> new ServerMessage.Answer(socket.replyTo(), seq, sdp));
        settle(member, negotiation, socket.tracks(), newConnection);
      }
      case AnswerTo.NewSession session -> {
        String sdp = negotiation.answer(applied.local());
        String entityTag = applied.local().ice().ufrag();
        roster.emit(
            new RoomEffect.Reply(
                session.request(), new HttpOutcome.Created(session.session(), sdp, entityTag)));
        settle(member, negotiation, List.of(), newConnection);
      }
      case AnswerTo.IceRestart restart -> {
        String fragment = negotiation.restartFragment(applied.local());
        String entityTag = applied.local().ice().ufrag();
        addCandidates(member, restart.candidates());
        roster.emit(
            new RoomEffect.Reply(
                restart.request(), new HttpOutcome.Restarted(fragment, entityTag)));
      }
    }
  }

  private void settle(
      Member member,
      Negotiation negotiation,
      List<ClientMessage.OfferedTrack> described,
      boolean newConnection) {
    List<TrackId> before = member.publications().tracks().stream().map(TrackInfo::id).toList();
    boolean changed = member.publications().settle(negotiation.published(), described);
    member.subscription().settle(negotiation.slots(), newConnection);
    if (newConnection || changed) {
      roster.tellChanged(member);
    }
    if (changed) {
      roster.tellOwnTracks(member);
    }
    if (newConnection) {
      distribution.repeat(before);
    }
    distribution.update();
  }

  void candidate(Member member, ClientMessage.Candidate message) {
    if (!(member.link() instanceof Link.Open open)) {
      return; // it belongs to an offer that was refused
    }
    String ufrag = message.ufrag();
    if (ufrag != null && !ufrag.equals(open.remoteUfrag())) {
      return; // of a generation that is over
    }
    switch (IceCandidates.parse(message.candidate())) {
      case IceCandidates.Parsed.Candidate(IceCandidate candidate) ->
          addCandidates(member, List.of(candidate));
      case IceCandidates.Parsed.EndOfCandidates _, IceCandidates.Parsed.Ignored _ -> {}
      case IceCandidates.Parsed.Malformed _ ->
          roster.fail(
              member,
              message.id(),
              ErrorCode.BAD_MESSAGE,
              "`candidate` is not an ICE candidate (RFC 8839 section 5.1)");
    }
  }

  /** Adds no more than a client may have in one generation. */
  void addCandidates(Member member, List<IceCandidate> candidates) {
    if (!(member.link() instanceof Link.Open open)) {
      return;
    }
    int room = RoomSettings.REMOTE_CANDIDATES - open.candidates();
    List<IceCandidate> accepted = candidates.stream().limit(Math.max(room, 0)).toList();
    if (!accepted.isEmpty()) {
      roster.link(member, open.withCandidates(accepted.size()));
      roster.emit(new RoomEffect.AddCandidates(open.peer(), open.remoteUfrag(), accepted));
    }
  }

  void move(Member member, Link.Open open, Link.Phase phase, long nowNanos) {
    roster.link(member, open.in(phase, nowNanos));
    roster.tellChanged(member);
  }

  void failed(Member member, Link.Open open, String reason) {
    if (!(member.attachment() instanceof Attachment.Attached)) {
      remover.failed(member);
      return;
    }
    roster.emit(new RoomEffect.ClosePeer(open.peer()));
    roster.link(member, new Link.Failed());
    roster.fail(
        member,
        null,
        ErrorCode.MEDIA_FAILED,
        "The media connection failed: " + reason + ". Offer again with a new peer connection.");
    roster.tellChanged(member);
  }

  void undecodable(Member member, PeerEvent.TrackUndecodable event) {
    for (Member owner : roster.listed()) {
      for (TrackInfo track : owner.publications().tracks()) {
        if (track.id().equals(event.track())) {
          String codec = event.codec().type().encodingName();
          roster.tell(
              member,
              seq -> new ServerMessage.TrackUndecodable(seq, track.id(), owner.id(), codec));
        }
      }
    }
  }

  void onRoomEvent(RoomEvent event) {
    switch (event) {
      case RoomEvent.SpeakersChanged(List<PeerId> peers) -> {
        List<ParticipantId> speakers = new ArrayList<>();
        for (PeerId peer : peers) {
          Member member = roster.at(peer);
          if (member != null) {
            speakers.add(member.id());
          }
        }
        for (Member member : roster.members()) {
          roster.tellUnsequenced(member, new ServerMessage.Speakers(speakers));
        }
        distribution.speaking(speakers);
      }
      case RoomEvent.LayersWanted wanted -> {
        Member publisher = roster.at(wanted.publisher());
        if (publisher != null) {
          List<Rid> rids =
              wanted.layers().stream().sorted((a, b) -> a.value().compareTo(b.value())).toList();
          roster.tell(publisher, seq -> new ServerMessage.Layers(seq, wanted.track(), rids));
        }
      }
    }
  }
}
