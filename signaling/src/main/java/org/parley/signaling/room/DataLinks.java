package org.parley.signaling.room;

import org.parley.media.api.ChannelFault;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.ServedLabels;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.ServerMessage;

/** The members' data channels. */
final class DataLinks {
  private final Roster roster;

  DataLinks(Roster roster) {
    this.roster = roster;
  }

  void negotiated(Member member, ClientMessage.Channels message) {
    member.data().negotiated(message.channels());
    PeerId peer = member.peer();
    if (peer != null) {
      roster.emit(new RoomEffect.Negotiate(peer, message.channels()));
    }
  }

  void connected(Member member) {
    member.data().connected();
    roster.tellChanged(member);
  }

  void ended(Member member) {
    boolean wasUp = member.data().isUp();
    member.data().ended();
    if (wasUp) {
      roster.tellChanged(member);
    }
  }

  void opened(Member member, PeerEvent.ServedChannelOpened event) {
    if (event.label().equals(ServedLabels.CHAT)) {
      member.data().chatOpened(event.maxBytes());
    }
  }

  void closed(Member member, PeerEvent.ServedChannelClosed event) {
    if (event.label().equals(ServedLabels.CHAT)) {
      member.data().chatClosed();
    }
  }

  void faulted(Member member, PeerEvent.ChannelFaulted event) {
    roster.tell(
        member,
        seq ->
            new ServerMessage.ChannelClosed(
                seq, event.channel(), event.label(), event.fault(), advice(event.fault())));
  }

  private static String advice(ChannelFault fault) {
    return switch (fault) {
      case TOO_SLOW ->
          "The channel was closed: its messages came faster than you took them. Open it again,"
              + " unreliable where old messages may be lost.";
      case UNKNOWN_ADDRESS ->
          "The channel was closed: behind the @ of its label is the id of nobody else in the room."
              + " Open one to a participant who is here.";
      case UNREACHABLE ->
          "The channel was closed: that participant has no data channels now. Open it again when"
              + " its `data` is true.";
      case FORBIDDEN ->
          "Your token does not let you send data, and what you send on the channel goes nowhere. Ask"
              + " for a token with the grant publishData.";
      case RESERVED_LABEL ->
          "The channel was closed: labels that begin with "
              + ServedLabels.RESERVED_PREFIX
              + " are the server's. Choose another.";
      case TOO_MANY ->
          "The channel was closed: you have as many as you may, or that participant has as many from"
              + " you or from others. Close some and open it again.";
      case TOO_LONG ->
          "The channel was closed: its label or its protocol has more than 1,024 characters. Choose a"
              + " shorter one.";
    };
  }
}
