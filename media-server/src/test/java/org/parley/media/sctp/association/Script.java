package org.parley.media.sctp.association;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.packet.Abort;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.ChunkType;
import org.parley.media.sctp.packet.CookieAck;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.ForwardTsn;
import org.parley.media.sctp.packet.Heartbeat;
import org.parley.media.sctp.packet.HeartbeatAck;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.InitAck;
import org.parley.media.sctp.packet.InterleavedForwardTsn;
import org.parley.media.sctp.packet.Opaque;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.OperationError;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.PacketWriter;
import org.parley.media.sctp.packet.Pad;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.ReConfig;
import org.parley.media.sctp.packet.SackChunk;
import org.parley.media.sctp.packet.Shutdown;
import org.parley.media.sctp.packet.ShutdownAck;
import org.parley.media.sctp.packet.ShutdownComplete;
import org.parley.media.sctp.tx.Delivery;

/**
 * One association whose peer is the test. Effects are lines: packets as "> chunk, chunk", events by
 * their names. TSNs of both sides are told from their first ones on, which count as 1.
 */
final class Script {
  static final int PEER_TAG = 0xBEEF;
  static final int PEER_TSN = 5_000;
  static final Opaque COOKIE = new Opaque("the peer's cookie".getBytes(US_ASCII));

  final Association association;
  private final int mtu;
  private final ByteBuf out = Unpooled.buffer();
  private final PacketWriter writer = new PacketWriter(5000, 5000);
  private long nowMillis;
  int ownTag;
  int ownTsn;

  /** What the last packet said, for answers. */
  @Nullable Opening told;

  Opaque cookie = Opaque.EMPTY;

  /** Where messages go instead of being released, if there is one. */
  @Nullable List<AssociationEvent.MessageReceived> kept;

  private int lastTag;
  private boolean zeroChecksum;

  Script(AssociationConfig config) {
    this.mtu = config.mtu();
    association = new Association(config, new byte[] {7});
  }

  /** Without interleaving and zero checksums. */
  Script() {
    this(plain());
  }

  static AssociationConfig plain() {
    return AssociationConfig.forDataChannels()
        .withMtu(1_200)
        .withExtensions(new Extensions(false, false));
  }

  long now() {
    return nowMillis * 1_000_000;
  }

  static Opening opening(Parameter... parameters) {
    return opening(PEER_TAG, 100_000, parameters);
  }

  static Opening opening(int tag, int window, Parameter... parameters) {
    return new Opening(tag, window, 100, 100, PEER_TSN, List.of(parameters));
  }

  static final Parameter FORWARD = new Parameter.ForwardTsnSupported();
  static final Parameter EXTENSIONS =
      new Parameter.SupportedExtensions(List.of(ChunkType.RE_CONFIG, ChunkType.FORWARD_TSN));

  List<String> connect() {
    association.connect(now());
    return effects();
  }

  /** Established, as the side that began. */
  Script established() {
    return established(opening(FORWARD, EXTENSIONS));
  }

  Script established(Opening peer) {
    connect();
    List<Parameter> parameters = new ArrayList<>(peer.parameters());
    parameters.add(new Parameter.StateCookie(COOKIE));
    receive(
        new InitAck(
            new Opening(
                peer.tag(),
                peer.window(),
                peer.outboundStreams(),
                peer.inboundStreams(),
                peer.initialTsn(),
                parameters)));
    receive(new CookieAck());
    return this;
  }

  List<String> receive(Chunk... chunks) {
    return receiveWithTag(ownTag, chunks);
  }

  List<String> receiveWithTag(int tag, Chunk... chunks) {
    return packet(
        tag,
        packet -> {
          for (Chunk chunk : chunks) {
            chunk.write(packet);
          }
        });
  }

  List<String> packet(int tag, Consumer<ByteBuf> chunks) {
    ByteBuf packet = Unpooled.buffer();
    writer.begin(packet, tag);
    chunks.accept(packet);
    writer.finish(packet, 0, true);
    return raw(packet);
  }

  List<String> raw(ByteBuf packet) {
    association.onPacket(packet, now());
    return effects();
  }

  /** One whole ordered message of the peer in a packet. */
  List<String> data(int tsn, int stream, int sequence, String text) {
    return data(tsn, stream, sequence, text, DataChunk.BEGINNING | DataChunk.ENDING);
  }

  List<String> data(int tsn, int stream, int sequence, String text, int flags) {
    return packet(ownTag, packet -> write(packet, tsn, stream, sequence, text, flags));
  }

  static void write(ByteBuf out, int tsn, int stream, int sequence, String text, int flags) {
    byte[] bytes = text.getBytes(US_ASCII);
    DataChunk.write(out, flags, PEER_TSN - 1 + tsn, stream, sequence, 51, bytes, 0, bytes.length);
  }

  /** Acknowledges up to there, and gap blocks from and to. */
  List<String> sack(int cumulative, int... gaps) {
    return sackWithWindow(100_000, cumulative, gaps);
  }

  List<String> sackWithWindow(int window, int cumulative, int... gaps) {
    return packet(
        ownTag,
        packet -> {
          SackChunk.writeFixed(packet, ownTsn - 1 + cumulative, window, gaps.length / 2, 0);
          for (int gap : gaps) {
            packet.writeShort(gap - cumulative);
          }
        });
  }

  List<String> send(String text) {
    return send(0, text, Delivery.RELIABLE);
  }

  List<String> send(int stream, String text, Delivery delivery) {
    association.send(stream, 51, text.getBytes(US_ASCII), delivery, now());
    return effects();
  }

  /** Time passes; deadlines are kept on the way. */
  List<String> advance(long millis) {
    long end = nowMillis + millis;
    List<String> effects = new ArrayList<>();
    while (association.hasDeadline()
        && association.nextDeadlineNanos() <= end * 1_000_000
        && nowMillis <= end) {
      nowMillis = Math.ceilDiv(association.nextDeadlineNanos(), 1_000_000);
      association.onTimeout(now());
      for (String effect : effects()) {
        effects.add("%d ms %s".formatted(nowMillis, effect));
      }
    }
    nowMillis = end;
    return effects;
  }

  void at(long millis) {
    nowMillis = millis;
  }

  List<String> effects() {
    List<String> effects = new ArrayList<>();
    events(effects);
    while (association.nextPacket(out.clear(), now())) {
      effects.add(packet(out));
    }
    events(effects);
    return effects;
  }

  private void events(List<String> effects) {
    for (AssociationEvent event = association.nextEvent();
        event != null;
        event = association.nextEvent()) {
      effects.add(
          switch (event) {
            case AssociationEvent.Connected(int streams, int inbound) ->
                "connected %d %d".formatted(streams, inbound);
            case AssociationEvent.Restarted _ -> "restarted";
            case AssociationEvent.MessageReceived message -> {
              if (kept == null) {
                association.release(message);
              } else {
                kept.add(message);
              }
              yield "message %d %s"
                  .formatted(message.stream(), new String(message.payload(), US_ASCII));
            }
            case AssociationEvent.StreamRefused(int stream) -> "refused " + stream;
            case AssociationEvent.BufferedAmountLow(int stream) -> "low " + stream;
            case AssociationEvent.IncomingStreamsReset(var streams) -> "incoming reset " + streams;
            case AssociationEvent.OutgoingStreamsReset(var streams) -> "outgoing reset " + streams;
            case AssociationEvent.OutgoingResetRefused(var streams) -> "reset refused " + streams;
            case AssociationEvent.Ended(var cause, _) -> "ended " + cause;
          });
    }
  }

  private String packet(ByteBuf packet) {
    PacketView view = new PacketView();
    if (!view.wrap(packet) || !(view.checksumIsRight() || view.checksumIsZero())) {
      throw new AssertionError("not a packet");
    }
    if (packet.readableBytes() > mtu) {
      throw new AssertionError("a packet of " + packet.readableBytes() + " bytes");
    }
    lastTag = view.verificationTag();
    zeroChecksum = view.checksumIsZero();
    List<String> chunks = new ArrayList<>();
    while (view.nextChunk()) {
      chunks.add(chunk(view));
    }
    return "> " + String.join(", ", chunks);
  }

  int lastTag() {
    return lastTag;
  }

  boolean lastChecksumWasZero() {
    return zeroChecksum;
  }

  private String chunk(PacketView view) {
    return switch (view.chunkType()) {
      case ChunkType.DATA, ChunkType.I_DATA -> data(view);
      case ChunkType.SACK -> sack(view);
      default -> chunk(requireNonNull(Chunk.read(view)));
    };
  }

  private String data(PacketView view) {
    DataChunk data = new DataChunk();
    data.wrap(view);
    String flags =
        (data.unordered() ? "U" : "") + (data.beginning() ? "B" : "") + (data.ending() ? "E" : "");
    String text =
        data.payloadLength() > 20
            ? data.payloadLength() + " bytes"
            : new String(data.payload(), US_ASCII);
    return "%s %d %d:%d %s %s"
        .formatted(
            data.interleaved() ? "I-DATA" : "DATA",
            data.tsn() - ownTsn + 1,
            data.stream(),
            data.sequence(),
            flags,
            text);
  }

  private static String sack(PacketView view) {
    SackChunk sack = new SackChunk();
    sack.wrap(view);
    StringBuilder text = new StringBuilder("SACK ");
    int cumulative = sack.cumulativeTsn() - PEER_TSN + 1;
    text.append(cumulative);
    for (int i = 0; i < sack.gapBlocks(); i++) {
      text.append(" [%d-%d]".formatted(cumulative + sack.gapStart(i), cumulative + sack.gapEnd(i)));
    }
    for (int i = 0; i < sack.duplicates(); i++) {
      text.append(" dup ").append(sack.duplicate(i) - PEER_TSN + 1);
    }
    return text.toString();
  }

  private String chunk(Chunk chunk) {
    return switch (chunk) {
      case Init(Opening opening) -> {
        ownTag = opening.tag();
        ownTsn = opening.initialTsn();
        told = opening;
        yield "INIT";
      }
      case InitAck(Opening opening) -> {
        told = opening;
        cookie = requireNonNull(opening.parameter(Parameter.StateCookie.class)).cookie();
        yield "INIT-ACK";
      }
      case Heartbeat _ -> "HEARTBEAT";
      case HeartbeatAck _ -> "HEARTBEAT-ACK";
      case Abort(boolean reflected, var causes) ->
          "ABORT" + (reflected ? " T" : "") + names(causes);
      case Shutdown(int cumulative) -> "SHUTDOWN " + (cumulative - PEER_TSN + 1);
      case ShutdownAck _ -> "SHUTDOWN-ACK";
      case OperationError(var causes) -> "ERROR" + names(causes);
      case CookieEcho _ -> "COOKIE-ECHO";
      case CookieAck _ -> "COOKIE-ACK";
      case ShutdownComplete(boolean reflected) -> "SHUTDOWN-COMPLETE" + (reflected ? " T" : "");
      case ForwardTsn(int cumulative, var skipped) ->
          "FORWARD-TSN "
              + (cumulative - ownTsn + 1)
              + skipped.stream()
                  .map(each -> " %d:%d".formatted(each.stream(), each.sequence()))
                  .collect(Collectors.joining());
      case InterleavedForwardTsn(int cumulative, var skipped) ->
          "I-FORWARD-TSN "
              + (cumulative - ownTsn + 1)
              + skipped.stream()
                  .map(
                      each ->
                          " %d:%s%d"
                              .formatted(
                                  each.stream(), each.unordered() ? "U" : "", each.messageId()))
                  .collect(Collectors.joining());
      case ReConfig(var parameters) -> "RE-CONFIG " + reconfig(parameters.getFirst());
      case Pad _ -> "PAD";
      case Chunk.Unknown unknown -> "? " + unknown.type();
    };
  }

  private String reconfig(Parameter parameter) {
    return switch (parameter) {
      case Parameter.OutgoingReset(int number, int _, int last, var streams) ->
          "reset %d %s after %d".formatted(number - ownTsn + 1, streams, last - ownTsn + 1);
      case Parameter.ReconfigResponse(int number, int result, var _) ->
          "response %d: %d".formatted(number - PEER_TSN + 1, result);
      default -> parameter.toString();
    };
  }

  private static String names(List<?> causes) {
    return causes.stream()
        .map(cause -> " " + cause.getClass().getSimpleName())
        .collect(Collectors.joining());
  }
}
