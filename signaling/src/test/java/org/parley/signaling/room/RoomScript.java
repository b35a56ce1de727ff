package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.RoomId;
import org.parley.media.api.SlotAssignment;
import org.parley.media.api.TrackId;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.negotiation.LocalDescription;
import org.parley.signaling.negotiation.TrickleFragment;
import org.parley.signaling.protocol.ChatMessage;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.LeaveReason;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.protocol.ServerMessage.ParticipantInfo;
import org.parley.signaling.protocol.ServerMessage.SlotInfo;
import org.parley.signaling.protocol.ServerMessage.TrackInfo;

/**
 * Plays a room: commands in, and all effects out as short lines. Participants, peers, tracks and
 * secrets are numbered as p1, c1, t1 and s1 in the order of their making; connections by the test.
 */
final class RoomScript {
  static final long SECOND = 1_000_000_000L;

  private final RoomCore core;
  private final Ids ids = new Ids();
  private final Map<PeerId, String> ufrags = new HashMap<>();
  private int participants;
  private int requests;
  private int generations;
  private boolean mediaBroken;

  /** Near the end of what a long holds: deadlines wrap. */
  private static final long START = Long.MAX_VALUE - 10 * SECOND;

  private long now = START;

  RoomScript() {
    this(10, 8);
  }

  RoomScript(int maxParticipants, int maxSlots) {
    core =
        new RoomCore(
            new RoomId("room"),
            new RoomSettings(
                maxParticipants,
                maxSlots,
                50,
                65_536,
                262_144,
                200,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5)),
            ids);
  }

  boolean isEmpty() {
    return core.isEmpty();
  }

  Population population() {
    return core.population();
  }

  List<String> enter(int connection, String name) {
    return enter(connection, name, Grants.ALL);
  }

  List<String> enter(int connection, String name, Grants grants) {
    return run(new RoomCommand.Enter(new ConnectionId(connection), "join", visitor(name, grants)));
  }

  private Visitor visitor(String name, Grants grants) {
    return new Visitor(new ParticipantId("p" + ++participants), name, grants, null, List.of());
  }

  List<String> say(int connection, ClientMessage message) {
    return run(new RoomCommand.Received(new ConnectionId(connection), message));
  }

  List<String> offer(int connection, String lines) {
    return offer(connection, Offers.from(Integer.toHexString(connection)), lines);
  }

  List<String> offer(int connection, Offers from, String lines) {
    return say(connection, from.message("o", lines));
  }

  /** Tracks with their sizes, as {@code t1 320 180}. */
  List<String> want(int connection, String... tracks) {
    List<ClientMessage.WantedTrack> wanted = new ArrayList<>();
    for (String track : tracks) {
      String[] words = track.split(" ");
      wanted.add(
          new ClientMessage.WantedTrack(
              new TrackId(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])));
    }
    return say(connection, new ClientMessage.Want("w", wanted));
  }

  List<String> drop(int connection) {
    return run(new RoomCommand.SocketLost(new ConnectionId(connection), null));
  }

  List<String> close(int connection) {
    return run(new RoomCommand.SocketLost(new ConnectionId(connection), LeaveReason.LEFT));
  }

  List<String> resume(int connection, String participant, String secret, long lastSeq) {
    ResumeToken token = new ResumeToken(new RoomId("room"), new ParticipantId(participant), secret);
    return run(
        new RoomCommand.Resume(
            new ConnectionId(connection),
            new ClientMessage.Resume("resume", token.text(), lastSeq),
            token,
            null));
  }

  List<String> whip(String name, String sdp) {
    int request = ++requests;
    return run(
        new RoomCommand.OpenWhip(
            new RequestId(request),
            new SessionId("session" + request),
            visitor(name, Grants.ALL),
            sdp));
  }

  List<String> whep(String target, String sdp) {
    int request = ++requests;
    return run(
        new RoomCommand.OpenWhep(
            new RequestId(request),
            new SessionId("session" + request),
            visitor("viewer", Grants.ALL),
            target,
            sdp));
  }

  List<String> patch(int session, TrickleFragment.Candidates fragment, String... ifMatch) {
    return run(
        new RoomCommand.Patch(
            new RequestId(++requests),
            new SessionId("session" + session),
            fragment,
            List.of(ifMatch)));
  }

  List<String> delete(int session) {
    return run(
        new RoomCommand.Delete(new RequestId(++requests), new SessionId("session" + session)));
  }

  List<String> media(String peer, PeerEvent event) {
    return run(new RoomCommand.FromPeer(new PeerId(peer), event));
  }

  List<String> media(RoomEvent event) {
    return run(new RoomCommand.FromMedia(event));
  }

  List<String> shutDown() {
    return run(new RoomCommand.ShutDown());
  }

  /** From now on the media plane throws. */
  void breakMedia() {
    mediaBroken = true;
  }

  /** Lets time pass to the next deadline, which must be in this many seconds. */
  List<String> timeout(int seconds) {
    long deadline = core.nextDeadlineNanos(now).orElseThrow();
    assertEquals(seconds * SECOND, deadline - now, "nanoseconds to the next deadline");
    now = deadline;
    core.onTimeout(now);
    return drain();
  }

  void pass(int seconds) {
    now += seconds * SECOND;
  }

  boolean isWaiting() {
    return core.nextDeadlineNanos(now).isPresent();
  }

  private List<String> run(RoomCommand command) {
    core.handle(command, moment());
    return drain();
  }

  /** The wall's clock counts the seconds that passed. */
  private Moment moment() {
    return new Moment(now, (now - START) / 1_000_000);
  }

  private List<String> drain() {
    List<String> lines = new ArrayList<>();
    for (RoomEffect effect = core.nextEffect(); effect != null; effect = core.nextEffect()) {
      lines.add(describe(effect));
      if (effect instanceof RoomEffect.Apply apply) {
        core.handle(
            mediaBroken
                ? new RoomCommand.NotApplied(apply)
                : new RoomCommand.Applied(apply, local(apply)),
            moment());
      }
    }
    return lines;
  }

  private LocalDescription local(RoomEffect.Apply apply) {
    String remote = apply.negotiation().remote().ice().ufrag();
    if (!remote.equals(ufrags.put(apply.peer(), remote))) {
      generations++;
    }
    return new LocalDescription(
        new IceCredentials("local" + generations, "0123456789abcdef01234567"),
        new Fingerprint("sha-256", "00:".repeat(31) + "00"),
        List.of(
            new IceCandidate(
                "1",
                IceCandidate.Protocol.UDP,
                1,
                new InetSocketAddress("192.0.2.1", 10000),
                IceCandidate.Type.HOST)));
  }

  private static String describe(RoomEffect effect) {
    return switch (effect) {
      case RoomEffect.Send send -> send.connection().value() + " <- " + describe(send.message());
      case RoomEffect.CloseSocket close ->
          close.connection().value() + " closed " + close.code() + " " + close.reason();
      case RoomEffect.Reply reply ->
          "request " + reply.request().value() + " <- " + describe(reply.outcome());
      case RoomEffect.OpenPeer open ->
          "open "
              + open.peer()
              + " of "
              + open.participant()
              + (open.mayPublishData() ? "" : " without data");
      case RoomEffect.Apply apply -> "apply " + apply.peer();
      case RoomEffect.AddCandidates add ->
          "candidates " + add.peer() + " " + add.ufrag() + " " + add.candidates().size();
      case RoomEffect.Assign assign ->
          "assign " + assign.peer() + " " + describe(assign.assignments());
      case RoomEffect.Negotiate negotiate ->
          "negotiate "
              + negotiate.peer()
              + " "
              + negotiate.channels().stream().map(NegotiatedChannel::label).toList();
      case RoomEffect.SendServed send ->
          send.peer() + " <- " + send.label() + " " + send.text().replace('"', '\'');
      case RoomEffect.CountChat(ChatOutcome outcome) -> "count " + outcome;
      case RoomEffect.ClosePeer close -> "close " + close.peer();
      case RoomEffect.FreeSeat free -> "free " + free.participant() + " " + free.reason();
    };
  }

  private static String describe(List<SlotAssignment> assignments) {
    return assignments.stream()
        .map(
            a ->
                a.mid()
                    + "="
                    + (a.track() == null
                        ? "none"
                        : a.maxWidth() == 0
                            ? a.track().value()
                            : a.track() + "@" + a.maxWidth() + "x" + a.maxHeight()))
        .collect(Collectors.joining(" "));
  }

  private static String describe(HttpOutcome outcome) {
    return switch (outcome) {
      case HttpOutcome.Created created ->
          "created " + created.session().value() + " " + created.entityTag();
      case HttpOutcome.Trickled _ -> "trickled";
      case HttpOutcome.Restarted restarted -> "restarted " + restarted.entityTag();
      case HttpOutcome.Deleted _ -> "deleted";
      case HttpOutcome.Refused refused -> "refused " + refused.refusal();
    };
  }

  private static String describe(ServerMessage message) {
    String text =
        switch (message) {
          case ServerMessage.Welcome m ->
              "welcome "
                  + describe(m.participant())
                  + " "
                  + m.resumeToken()
                  + " "
                  + m.participants().stream().map(RoomScript::describe).toList();
          case ServerMessage.Resumed m -> "resumed " + m.resumeToken() + " " + m.missed();
          case ServerMessage.ParticipantJoined m -> "joined " + describe(m.participant());
          case ServerMessage.ParticipantChanged m -> "changed " + describe(m.participant());
          case ServerMessage.ParticipantLeft m -> "left " + m.participantId() + " " + m.reason();
          case ServerMessage.Answer _ -> "answer";
          case ServerMessage.Candidate m -> "candidate " + m.candidate();
          case ServerMessage.Slots m ->
              "slots "
                  + m.slots().stream().map(RoomScript::describe).collect(Collectors.joining(" "));
          case ServerMessage.OfferNeeded m ->
              "offer-needed " + m.audioSlots() + " " + m.videoSlots();
          case ServerMessage.TrackUndecodable m ->
              "undecodable " + m.track() + " of " + m.participantId() + " " + m.codec();
          case ServerMessage.Layers m -> "layers " + m.track() + " " + m.rids();
          case ServerMessage.Speakers m -> "speakers " + m.participantIds();
          case ServerMessage.ChannelClosed m ->
              "channel-closed " + m.channel() + " " + m.label() + " " + m.code();
          case ServerMessage.Chat m -> "chat " + chat(m);
          case ServerMessage.ChatHistory m ->
              "chat-history "
                  + (m.complete() ? "" : "incomplete ")
                  + m.messages().stream().map(RoomScript::chat).toList();
          case ServerMessage.Left _ -> "left";
          case ServerMessage.Pong _ -> "pong";
          case ServerMessage.Error m -> "error " + m.code().wireName();
        };
    return message instanceof ServerMessage.Sequenced sequenced
        ? sequenced.seq() + " " + text
        : text;
  }

  /** As {@code 1 p1>p2 text (id)}. */
  private static String chat(ServerMessage.Chat message) {
    return message.number()
        + " "
        + message.from()
        + (message.to() == null ? " " : ">" + message.to() + " ")
        + message.text()
        + (message.clientId() == null ? "" : " (" + message.clientId() + ")");
  }

  private static String chat(ChatMessage message) {
    return chat(ServerMessage.Chat.of(message));
  }

  private static String describe(ParticipantInfo info) {
    return info.id()
        + " "
        + info.name()
        + " "
        + info.connection()
        + (info.data() ? "+data" : "")
        + info.tracks().stream()
            .map(RoomScript::describe)
            .collect(Collectors.joining(" ", info.tracks().isEmpty() ? "" : " ", ""));
  }

  private static String describe(TrackInfo track) {
    return track.source() + (track.muted() ? "-muted" : "") + ":" + track.id();
  }

  private static String describe(SlotInfo slot) {
    return slot.mid()
        + "="
        + (slot.track() == null
            ? "none"
            : slot.participantId() + "/" + slot.source() + ":" + slot.track());
  }

  private static final class Ids implements RoomIds {
    private final Random random = new Random(7);
    private int peers;
    private int tracks;
    private int secrets;

    @Override
    public PeerId nextPeer() {
      return new PeerId("c" + ++peers);
    }

    @Override
    public TrackId nextTrack() {
      return new TrackId("t" + ++tracks);
    }

    @Override
    public String nextSecret() {
      return "s" + ++secrets;
    }

    @Override
    public RandomGenerator random() {
      return random;
    }
  }
}
