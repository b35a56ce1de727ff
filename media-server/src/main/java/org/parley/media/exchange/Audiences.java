package org.parley.media.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.parley.media.datachannel.ChannelEvent;

/** Who listens to which label in the room, and what is sent to all of them. */
final class Audiences {
  private final Exchange exchange;
  private final Map<String, Audience> audiences = new HashMap<>();

  Audiences(Exchange exchange) {
    this.exchange = exchange;
  }

  boolean isEmpty() {
    return audiences.isEmpty();
  }

  /** Of that label; it is to be added to, or it is kept for nothing. */
  Audience of(String label) {
    return audiences.computeIfAbsent(label, Audience::new);
  }

  void add(Audience audience, Line line) {
    int before = audience.lines().size();
    audience.add(line);
    tellListening(audience, before);
  }

  void remove(Audience audience, Line line) {
    int before = audience.lines().size();
    audience.remove(line);
    tellListening(audience, before);
    forgetIfEmpty(audience);
  }

  private void tellListening(Audience audience, int before) {
    int listening = audience.lines().size();
    if (listening != before) {
      exchange.sendToAll(new Note.Listening(exchange.index(), audience.label, listening));
    }
  }

  private void forgetIfEmpty(Audience audience) {
    if (audience.isEmpty()) {
      audiences.remove(audience.label, audience);
    }
  }

  /** Another exchange is to know who listens here. */
  void meet(int other) {
    for (Audience audience : audiences.values()) {
      if (!audience.lines().isEmpty()) {
        exchange.send(
            other, new Note.Listening(exchange.index(), audience.label, audience.lines().size()));
      }
    }
  }

  void accept(Note.Listening listening) {
    Audience audience = of(listening.label());
    audience.elsewhere(listening.exchange(), listening.members());
    forgetIfEmpty(audience);
  }

  /** To everybody who listens, but for the sender. */
  void broadcast(Member sender, Audience audience, ChannelEvent.Message message, long nowNanos) {
    Consignment consignment = Consignment.of(sender, message);
    boolean anybody = deliver(audience, consignment, nowNanos);
    for (int other = 0; other < audience.exchanges(); other++) {
      if (audience.elsewhere(other) > 0) {
        anybody = true;
        consignment.hold();
        exchange.send(other, new Note.Broadcast(exchange.index(), audience.label, consignment));
      }
    }
    if (!anybody) {
      exchange.counts().add(DataCounter.DROPPED_NO_RECEIVER, 1);
    }
    consignment.letGo();
  }

  void accept(Note.Broadcast broadcast, long nowNanos) {
    Consignment here = broadcast.consignment().arrived(exchange, broadcast.from());
    Audience audience = audiences.get(broadcast.label());
    if (audience != null) {
      deliver(audience, here, nowNanos);
    }
    here.letGo();
  }

  private boolean deliver(Audience audience, Consignment consignment, long nowNanos) {
    boolean anybody = false;
    List<Line> lines = audience.lines();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (!line.member.address().equals(consignment.address)) {
        anybody = true;
        exchange.deliver(line, consignment, nowNanos);
      }
    }
    return anybody;
  }
}
