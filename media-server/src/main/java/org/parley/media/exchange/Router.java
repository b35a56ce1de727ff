package org.parley.media.exchange;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.ServedLabels;
import org.parley.media.datachannel.ChannelOptions;

/** Where the channels of peers lead: their labels say it (docs/protocol.md, "Data channels"). */
final class Router {
  /** Characters of a label or protocol: they are kept for each channel. */
  static final int MAX_NAME = 1024;

  /** What becomes of a channel that a peer has opened. */
  sealed interface Verdict {}

  record Accepted(Line.Use use) implements Verdict {}

  record Refused(ChannelFault fault) implements Verdict {}

  private final Audiences audiences;
  private final Pipes pipes;

  Router(Audiences audiences, Pipes pipes) {
    this.audiences = audiences;
    this.pipes = pipes;
  }

  Verdict classify(Member member, ChannelOptions options) {
    String label = options.label();
    if (label.length() > MAX_NAME || options.protocol().length() > MAX_NAME) {
      return new Refused(ChannelFault.TOO_LONG);
    }
    if (label.equals(ServedLabels.CHAT)) {
      return new Accepted(new Line.Served());
    }
    if (label.startsWith(ServedLabels.RESERVED_PREFIX)) {
      return new Refused(ChannelFault.RESERVED_LABEL);
    }
    int at = label.lastIndexOf('@');
    return at < 0
        ? new Accepted(new Line.Broadcast(audiences.of(label)))
        : pipes.classify(member, label.substring(at + 1));
  }

  void onOpened(Line line, ChannelOptions options, long nowNanos) {
    switch (line.use) {
      case Line.Broadcast(Audience audience) -> audiences.add(audience, line);
      case Line.Pipe pipe -> pipes.open(line, pipe, options, nowNanos);
      case Line.Served _ -> {}
    }
  }

  /**
   * @param forPipe what the other end of a pipe is to hear
   */
  void onClosed(Line line, @Nullable ChannelFault forPipe, long nowNanos) {
    switch (line.use) {
      case Line.Broadcast(Audience audience) -> audiences.remove(audience, line);
      case Line.Pipe pipe -> pipes.onClosed(line, pipe, forPipe, nowNanos);
      case Line.Served _ -> {}
    }
  }
}
