package org.parley.media.exchange;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.datachannel.ChannelOptions;

/** Channels of this loop's members that are connected with one of another member's. */
final class Pipes {
  /** What becomes of a channel that is to be opened to a peer. */
  sealed interface Opening {}

  record Opened(Line line) implements Opening {}

  /**
   * @param fault for who wanted it
   */
  record NotOpened(ChannelFault fault) implements Opening {}

  private final Exchange exchange;
  private final Map<PipeId, Line> openers = new HashMap<>();
  private final Map<PipeId, Line> addressees = new HashMap<>();
  private long numbers;

  Pipes(Exchange exchange) {
    this.exchange = exchange;
  }

  boolean isEmpty() {
    return openers.isEmpty() && addressees.isEmpty();
  }

  private Map<PipeId, Line> ends(PipeId.End end) {
    return switch (end) {
      case OPENER -> openers;
      case ADDRESSEE -> addressees;
    };
  }

  Router.Verdict classify(Member opener, String address) {
    if (!opener.mayPublish()) {
      return new Router.Refused(ChannelFault.FORBIDDEN);
    }
    Directory.Entry entry =
        address.equals(opener.address()) ? null : exchange.directory().find(address);
    if (entry == null) {
      return new Router.Refused(ChannelFault.UNKNOWN_ADDRESS);
    }
    if (!entry.reachable()) {
      return new Router.Refused(ChannelFault.UNREACHABLE);
    }
    PipeId id = new PipeId(exchange.index(), numbers++);
    return new Router.Accepted(new Line.Pipe(id, PipeId.End.OPENER, entry.seat().exchange()));
  }

  /** The opener's end is there: the other one is to be. */
  void open(Line line, Line.Pipe pipe, ChannelOptions options, long nowNanos) {
    openers.put(pipe.id(), line);
    int at = line.label.lastIndexOf('@');
    Directory.Entry entry = exchange.directory().find(addressOf(line.label));
    ChannelOptions there =
        new ChannelOptions(
            line.label.substring(0, at + 1) + line.member.address(),
            options.protocol(),
            options.ordered(),
            options.reliability(),
            // It is the addressee's association that it weighs in.
            Math.min(options.priority(), ChannelOptions.EXTRA_HIGH));
    long number = entry == null ? -1 : entry.seat().number();
    send(pipe.far(), new Note.OpenPipe(pipe.id(), number, there), nowNanos);
  }

  private void send(int to, Note note, long nowNanos) {
    if (to == exchange.index()) {
      exchange.accept(note, nowNanos);
    } else {
      exchange.send(to, note);
    }
  }

  void accept(Note.OpenPipe open, long nowNanos) {
    Member addressee = exchange.member(open.number());
    Opening opening =
        addressee == null
            ? new NotOpened(ChannelFault.UNREACHABLE)
            : addressee
                .lines()
                .openToPeer(
                    open.options(),
                    new Line.Pipe(open.id(), PipeId.End.ADDRESSEE, open.id().exchange()),
                    addressOf(open.options().label()),
                    nowNanos);
    switch (opening) {
      case Opened(Line line) -> addressees.put(open.id(), line);
      case NotOpened(ChannelFault fault) ->
          send(
              open.id().exchange(),
              new Note.ClosePipe(open.id(), PipeId.End.OPENER, fault),
              nowNanos);
    }
  }

  /** Behind the last @ of a label. */
  private static String addressOf(String label) {
    return label.substring(label.lastIndexOf('@') + 1);
  }

  /** A message from one end to the other. */
  void pass(Line.Pipe pipe, Consignment consignment, long nowNanos) {
    if (pipe.far() == exchange.index()) {
      deliver(ends(pipe.end().other()).get(pipe.id()), consignment, nowNanos);
      consignment.letGo();
    } else {
      exchange.send(
          pipe.far(),
          new Note.OnPipe(exchange.index(), pipe.id(), pipe.end().other(), consignment));
    }
  }

  void accept(Note.OnPipe message, long nowNanos) {
    Consignment here = message.consignment().arrived(exchange, message.from());
    deliver(ends(message.end()).get(message.id()), here, nowNanos);
    here.letGo();
  }

  private void deliver(@Nullable Line line, Consignment consignment, long nowNanos) {
    if (line == null) {
      exchange.counts().add(DataCounter.DROPPED_CLOSED, 1);
    } else {
      exchange.deliver(line, consignment, nowNanos);
    }
  }

  void onClosed(Line line, Line.Pipe pipe, @Nullable ChannelFault fault, long nowNanos) {
    if (ends(pipe.end()).remove(pipe.id(), line)) {
      send(pipe.far(), new Note.ClosePipe(pipe.id(), pipe.end().other(), fault), nowNanos);
    }
  }

  void accept(Note.ClosePipe close) {
    Line line = ends(close.end()).remove(close.id());
    if (line == null) {
      return;
    }
    if (close.fault() != null) {
      line.member.lines().tell(line.channel, line.label, close.fault());
    }
    line.member.lines().finish(line);
  }
}
