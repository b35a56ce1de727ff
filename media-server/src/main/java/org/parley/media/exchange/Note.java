package org.parley.media.exchange;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.datachannel.ChannelOptions;

/** What one exchange tells another one. */
public sealed interface Note {

  /** A member came, or can be reached from now on or no more. */
  record Present(String address, Seat seat, boolean reachable) implements Note {}

  record Absent(String address, Seat seat) implements Note {}

  /** So many members of an exchange listen to a label now. */
  record Listening(int exchange, String label, int members) implements Note {}

  /** A message to all who listen to the label, but for its sender. */
  record Broadcast(int from, String label, Consignment consignment) implements Note {}

  /** Everybody there has taken the message, or never will. */
  record Taken(Consignment consignment) implements Note {}

  /** A channel with these options is to be opened to the member with that number. */
  record OpenPipe(PipeId id, long number, ChannelOptions options) implements Note {}

  record OnPipe(int from, PipeId id, PipeId.End end, Consignment consignment) implements Note {}

  /** That end is to be closed after what was sent to it; its peer hears of the fault. */
  record ClosePipe(PipeId id, PipeId.End end, @Nullable ChannelFault fault) implements Note {}
}
