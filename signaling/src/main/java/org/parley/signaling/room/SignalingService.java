package org.parley.signaling.room;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaPlane;
import org.parley.signaling.auth.Access;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.config.LimitsConfig;
import org.parley.signaling.metrics.MetricsRegistry;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.MessageCodec;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.protocol.ServerMessage.IceServer;
import org.parley.signaling.websocket.SocketContext;
import org.parley.signaling.websocket.SocketHandler;
import org.parley.signaling.websocket.SocketSession;

/** The rooms of this server and the sockets of their participants. Safe to use from any thread. */
public final class SignalingService implements SocketHandler, AutoCloseable {
  private static final Duration FIRST_MESSAGE = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Parts parts;
  private final SecureIds ids = new SecureIds();
  private final LocalRooms rooms;
  private final HttpEntrance http;
  private final Map<ConnectionId, Connection> connections = new ConcurrentHashMap<>();
  private final AtomicLong lastConnection = new AtomicLong();
  private final ScheduledThreadPoolExecutor timer;

  private final LongAdder messagesIn = new LongAdder();
  private final LongAdder messagesOut = new LongAdder();
  private final ChatCounters chat = new ChatCounters();
  private final Map<ErrorCode, LongAdder> errors = new EnumMap<>(ErrorCode.class);

  /** What the service is made of. */
  public record Parts(
      MediaPlane media,
      Authenticator authenticator,
      IceServers iceServers,
      LimitsConfig limits,
      Clocks clocks) {}

  /**
   * @param nanos monotonic, compared by subtraction
   * @param instants for credentials that expire
   */
  public record Clocks(LongSupplier nanos, InstantSource instants) {
    public static Clocks system() {
      return new Clocks(System::nanoTime, InstantSource.system());
    }
  }

  public SignalingService(Parts parts) {
    this.parts = parts;
    for (ErrorCode code : ErrorCode.values()) {
      errors.put(code, new LongAdder());
    }
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("signaling-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    http = new HttpEntrance(this);
    rooms =
        new LocalRooms(
            parts.limits,
            RoomSettings.of(parts.limits),
            new Room.World(parts.media, new Outlets(), ids, parts.clocks));
  }

  /** Where WHIP and WHEP sessions come in. */
  public HttpEntrance http() {
    return http;
  }

  public void register(MetricsRegistry metrics) {
    metrics.gauge("parley_rooms", "Rooms that are open", rooms::count);
    metrics.gauge(
        "parley_participants",
        "Participants in all rooms, WHIP publishers among them",
        () -> rooms.population().participants());
    metrics.gauge("parley_whep_viewers", "WHEP sessions", () -> rooms.population().viewers());
    metrics.gauge("parley_signaling_sockets", "Open WebSocket connections", connections::size);
    metrics.counter(
        "parley_signaling_messages_received_total", "Messages of clients", messagesIn::sum);
    metrics.counter(
        "parley_signaling_messages_sent_total", "Messages to clients", messagesOut::sum);
    Map<String, LongSupplier> byCode = new HashMap<>();
    errors.forEach((code, count) -> byCode.put(code.wireName(), count::sum));
    metrics.counter(
        "parley_signaling_errors_total", "Errors that clients were told", "code", byCode);
    chat.register(metrics);
  }

  /** Rooms that are open. */
  public int roomCount() {
    return rooms.count();
  }

  public Population population() {
    return rooms.population();
  }

  @Override
  public SocketSession onOpen(SocketContext context) {
    ConnectionId id = new ConnectionId(lastConnection.incrementAndGet());
    Connection connection = new Connection(id, context, this);
    connections.put(id, connection);
    connection.waitWith(
        timer.schedule(
            connection::runOutOfPatience, FIRST_MESSAGE.toMillis(), TimeUnit.MILLISECONDS));
    return connection;
  }

  /** Tells everybody that the server stops, ends all rooms and lets nobody in any more. */
  @Override
  public void close() {
    try {
      rooms.shutDown(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
  }

  void forget(Connection connection) {
    connections.remove(connection.id());
  }

  void countMessage() {
    messagesIn.increment();
  }

  void countError(ErrorCode code) {
    LongAdder count = errors.get(code);
    if (count != null) {
      count.increment();
    }
  }

  RoomDirectory directory() {
    return rooms;
  }

  int seats() {
    return rooms.seats();
  }

  SecureIds ids() {
    return ids;
  }

  int messagesPerSecond() {
    return parts.limits.messagesPerSecond();
  }

  long nowNanos() {
    return parts.clocks.nanos.getAsLong();
  }

  Access access(@Nullable String token, @Nullable String room, @Nullable String name) {
    return parts.authenticator.access(token, room, name, parts.clocks.instants.instant());
  }

  List<IceServer> iceServers(IceServers.Door door, ParticipantId user) {
    return parts.iceServers.forClient(door, user.value(), parts.clocks.instants.instant());
  }

  private final class Outlets implements RoomOutlets {
    @Override
    public void send(ConnectionId id, ServerMessage message) {
      Connection connection = connections.get(id);
      if (connection == null) {
        return; // it is gone, and its room will hear of that next
      }
      if (message instanceof ServerMessage.Error error) {
        countError(error.code());
      }
      messagesOut.increment();
      connection.socket().send(MessageCodec.encode(message));
    }

    @Override
    public void close(ConnectionId id, int code, String reason) {
      Connection connection = connections.get(id);
      if (connection != null) {
        connection.socket().close(code, reason);
      }
    }

    @Override
    public void reply(RequestId request, HttpOutcome outcome) {
      http.answer(request, outcome);
    }

    @Override
    public void freeSeat() {
      rooms.freeSeat();
    }

    @Override
    public void count(ChatOutcome outcome) {
      chat.count(outcome);
    }
  }
}
