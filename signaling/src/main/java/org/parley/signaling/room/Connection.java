package org.parley.signaling.room;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.RoomId;
import org.parley.signaling.auth.Access;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.Decoded;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.LeaveReason;
import org.parley.signaling.protocol.MessageCodec;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.websocket.SocketContext;
import org.parley.signaling.websocket.SocketSession;

/** One WebSocket: decodes, limits the rate, finds the room, and then only passes on. */
final class Connection implements SocketSession {
  private final ConnectionId id;
  private final SocketContext socket;
  private final SignalingService service;
  private final TokenBucket bucket;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
  private @Nullable Future<?> patience;
  private @Nullable Room room;

  private enum Phase {
    /** For join or resume. */
    WAITING,
    IN_ROOM,
    /** The close frame is on its way. */
    OVER
  }

  Connection(ConnectionId id, SocketContext socket, SignalingService service) {
    this.id = id;
    this.socket = socket;
    this.service = service;
    this.bucket = new TokenBucket(service.messagesPerSecond(), service.nowNanos());
  }

  ConnectionId id() {
    return id;
  }

  SocketContext socket() {
    return socket;
  }

  /** Cancelled when the client has entered a room. */
  void waitWith(Future<?> timer) {
    patience = timer;
  }

  /** On the timer's thread: neither join nor resume has come in time. */
  void runOutOfPatience() {
    if (phase.compareAndSet(Phase.WAITING, Phase.OVER)) {
      fail(null, ErrorCode.NOT_JOINED, "The first message did not come in time: send join.");
    }
  }

  @Override
  public void onText(String text) {
    if (phase.get() == Phase.OVER) {
      return;
    }
    service.countMessage();
    if (!bucket.tryTake(service.nowNanos())) {
      fail(null, ErrorCode.TOO_MANY_MESSAGES, "Too many messages in too short a time.");
      leave(LeaveReason.REMOVED);
      return;
    }
    switch (MessageCodec.decode(text)) {
      case Decoded.Parsed<ClientMessage>(ClientMessage message) -> onMessage(message);
      case Decoded.Malformed<ClientMessage> malformed ->
          fail(malformed.id(), ErrorCode.BAD_MESSAGE, malformed.reason());
    }
  }

  private void onMessage(ClientMessage message) {
    if (room != null) {
      room.post(new RoomCommand.Received(id, message));
      return;
    }
    switch (message) {
      case ClientMessage.Join join -> join(join);
      case ClientMessage.Resume resume -> resume(resume);
      case ClientMessage.Offer _,
          ClientMessage.Candidate _,
          ClientMessage.Want _,
          ClientMessage.Mute _,
          ClientMessage.Chat _,
          ClientMessage.ChatHistory _,
          ClientMessage.Channels _,
          ClientMessage.Leave _,
          ClientMessage.Ping _ ->
          fail(message.id(), ErrorCode.NOT_JOINED, "The first message is join or resume.");
    }
  }

  private void join(ClientMessage.Join join) {
    switch (service.access(join.token(), join.room(), join.name())) {
      case Access.Refused refused -> fail(join.id(), refused.code(), refused.message());
      case Access.Granted granted -> {
        String name = granted.name();
        if (name == null) {
          fail(join.id(), ErrorCode.BAD_MESSAGE, "`name` is missing");
        } else {
          enter(join, granted, name);
        }
      }
    }
  }

  private void enter(ClientMessage.Join join, Access.Granted granted, String name) {
    ParticipantId participant = service.ids().nextParticipant();
    Visitor visitor =
        new Visitor(
            participant,
            name,
            granted.grants(),
            socket.reachedBy(),
            service.iceServers(
                new IceServers.Door(socket.host(), socket.secure(), socket.direct()), participant));
    RoomCommand enter = new RoomCommand.Enter(id, join.id(), visitor);
    switch (service.directory().admit(new RoomId(granted.room()), enter)) {
      case RoomDirectory.Admission.Admitted(Room entered) -> entered(entered);
      case RoomDirectory.Admission.ServerFull(String reason) ->
          fail(join.id(), ErrorCode.SERVER_FULL, reason);
      case RoomDirectory.Admission.ShuttingDown _ ->
          fail(join.id(), ErrorCode.SHUTTING_DOWN, "The server stops. Join again in a moment.");
    }
  }

  private void resume(ClientMessage.Resume resume) {
    ResumeToken token = ResumeToken.parse(resume.resumeToken());
    Room found = token == null ? null : service.directory().find(token.room());
    if (token == null
        || found == null
        || !found.post(new RoomCommand.Resume(id, resume, token, socket.reachedBy()))) {
      fail(resume.id(), ErrorCode.RESUME_FAILED, "There is no such session any more. Join again.");
    } else {
      entered(found);
    }
  }

  private void entered(Room newRoom) {
    room = newRoom;
    if (!phase.compareAndSet(Phase.WAITING, Phase.IN_ROOM)) {
      leave(LeaveReason.LEFT); // it took longer than the client may take
    } else if (patience != null) {
      patience.cancel(false);
    }
  }

  @Override
  public void onClosed(int code, String reason) {
    if (patience != null) {
      patience.cancel(false);
    }
    phase.set(Phase.OVER);
    // RFC 6455 section 7.4.1: the page was left or closed, and its media with it.
    leave(code == Roster.GOING_AWAY ? LeaveReason.LEFT : null);
    service.forget(this);
  }

  private void leave(@Nullable LeaveReason ended) {
    if (room != null) {
      room.post(new RoomCommand.SocketLost(id, ended));
      room = null;
    }
  }

  private void fail(@Nullable String replyTo, ErrorCode code, String message) {
    service.countError(code);
    socket.send(MessageCodec.encode(ServerMessage.Error.of(replyTo, code, message)));
    if (code.endsSession()) {
      phase.set(Phase.OVER);
      socket.close(code.closeCode(), code.wireName());
    }
  }
}
