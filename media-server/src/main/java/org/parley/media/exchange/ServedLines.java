package org.parley.media.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.sctp.Deadline;

/** The channels of one member that end at the server. */
final class ServedLines {
  /** The control side does not wait, so that what it sends must not either, for long. */
  private static final int MAX_WAITING = 64;

  private final Member member;
  private final Lines owner;
  private final ExchangeCounts counts;
  private final ServedInbox inbox = new ServedInbox();

  /** In the order in which they were opened. */
  private final List<Line> lines = new ArrayList<>(1);

  ServedLines(Member member, Lines owner, ExchangeCounts counts) {
    this.member = member;
    this.owner = owner;
    this.counts = counts;
  }

  void add(Line line) {
    boolean first = latest(line.label) == null;
    lines.add(line);
    if (first) {
      DataChannels mine = member.association();
      int maxBytes = mine == null ? 0 : mine.maxMessageSize();
      member.tell(new PeerEvent.ServedChannelOpened(line.label, maxBytes));
    }
  }

  void remove(Line line) {
    lines.remove(line);
    if (latest(line.label) == null) {
      member.tell(new PeerEvent.ServedChannelClosed(line.label));
    }
  }

  private @Nullable Line latest(String label) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).label.equals(label)) {
        return lines.get(i);
      }
    }
    return null;
  }

  void send(String label, String text, long nowNanos) {
    Line line = latest(label);
    if (line == null) {
      counts.add(DataCounter.DROPPED_SERVED, 1);
    } else if (line.waiting() >= MAX_WAITING) {
      owner.lose(line, ChannelFault.TOO_SLOW, nowNanos);
    } else {
      Consignment consignment = Consignment.ofControl(text.getBytes(UTF_8));
      owner.deliver(line, consignment, nowNanos);
      consignment.letGo();
    }
  }

  void onMessage(Line line, ChannelEvent.Message message) {
    if (message.text()) {
      inbox.add(new ServedInbox.Text(line.label, message));
    } else {
      counts.add(DataCounter.DROPPED_SERVED, 1);
      member.release(message);
    }
  }

  void settle(long nowNanos) {
    for (ServedInbox.Text text = inbox.poll(nowNanos); text != null; text = inbox.poll(nowNanos)) {
      member.tell(
          new PeerEvent.ServedMessage(text.label(), new String(text.message().payload(), UTF_8)));
      member.release(text.message());
    }
  }

  /** The association is over. */
  void clear() {
    inbox.clear().forEach(text -> member.release(text.message()));
  }

  Deadline deadline() {
    return inbox.deadline();
  }
}
