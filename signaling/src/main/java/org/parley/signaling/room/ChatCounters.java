package org.parley.signaling.room;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.parley.signaling.metrics.MetricsRegistry;

/** Chat messages of all rooms. Safe to use from any thread. */
final class ChatCounters {
  private final Map<ChatOutcome, LongAdder> outcomes = new EnumMap<>(ChatOutcome.class);

  ChatCounters() {
    for (ChatOutcome outcome : ChatOutcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  void count(ChatOutcome outcome) {
    counter(outcome).increment();
  }

  private LongAdder counter(ChatOutcome outcome) {
    return outcomes.computeIfAbsent(outcome, _ -> new LongAdder());
  }

  void register(MetricsRegistry metrics) {
    metrics.counter(
        "parley_chat_messages_total",
        "Chat messages that were passed on, by the way they came",
        "way",
        Map.of(
            "channel", counter(ChatOutcome.BY_CHANNEL)::sum,
            "socket", counter(ChatOutcome.BY_SOCKET)::sum));
    metrics.counter(
        "parley_chat_refused_total",
        "Chat messages that were not passed on",
        "reason",
        Map.of(
            "too-fast", counter(ChatOutcome.TOO_FAST)::sum,
            "forbidden", counter(ChatOutcome.FORBIDDEN)::sum,
            "unknown-participant", counter(ChatOutcome.UNKNOWN_PARTICIPANT)::sum,
            "malformed", counter(ChatOutcome.MALFORMED)::sum));
  }
}
