package org.parley.media.api;

/** Why we closed a peer's data channel, or did not pass on what came on it. */
public enum ChannelFault {
  /** The peer did not take what others sent it, while its queue was full. */
  TOO_SLOW,
  /** An addressed channel names nobody of the room, or itself. */
  UNKNOWN_ADDRESS,
  /** The addressed peer has no data channels now. */
  UNREACHABLE,
  /** The peer may not send: the message was dropped, the channel stays. */
  FORBIDDEN,
  /** Labels of the server's that it does not serve. */
  RESERVED_LABEL,
  /** The peer has as many channels as it may, or the addressed one has for this opener. */
  TOO_MANY,
  /** The label or the protocol has more characters than we keep. */
  TOO_LONG
}
