package org.parley.media.datachannel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.parley.media.sctp.simulation.Link;
import org.parley.media.sctp.simulation.Network;

/** Data channels of a client and a server over a network. */
final class ChannelPair {
  static final class Side implements Network.Node {
    final DataChannels channels;
    final List<ChannelEvent> events = new ArrayList<>();

    Side(DataChannelConfig config, byte key) {
      channels = new DataChannels(config, new byte[] {key});
    }

    /** What was told since the last time, messages as text. */
    List<String> told() {
      List<String> told = events.stream().map(Side::text).toList();
      events.clear();
      return told;
    }

    private static String text(ChannelEvent event) {
      return switch (event) {
        case ChannelEvent.Message(int channel, boolean text, byte[] payload, _) ->
            channel + (text ? " text " : " binary ") + new String(payload, UTF_8);
        case ChannelEvent.Unclaimed(ChannelEvent.Message message) ->
            message.channel() + " unclaimed";
        case ChannelEvent.Connected _ -> "connected";
        case ChannelEvent.Opened(int channel) -> channel + " opened";
        case ChannelEvent.OpenedByPeer(int channel, ChannelOptions options) ->
            channel + " opened by peer: " + options.label();
        case ChannelEvent.Refused(int channel, ChannelOptions options) ->
            channel + " refused: " + options.label();
        case ChannelEvent.BufferedAmountLow(int channel) -> channel + " low";
        case ChannelEvent.Closed(int channel) -> channel + " closed";
        case ChannelEvent.Restarted _ -> "restarted";
        case ChannelEvent.Ended(var cause, _) -> "ended: " + cause;
      };
    }

    @Override
    public void takeEvents() {
      for (ChannelEvent event = channels.nextEvent(); event != null; event = channels.nextEvent()) {
        events.add(event);
        if (event instanceof ChannelEvent.Message message) {
          channels.release(message);
        }
      }
    }

    @Override
    public void onPacket(ByteBuf packet, long nowNanos) {
      channels.onPacket(packet, nowNanos);
    }

    @Override
    public void onTimeout(long nowNanos) {
      channels.onTimeout(nowNanos);
    }

    @Override
    public boolean hasDeadline() {
      return channels.hasDeadline();
    }

    @Override
    public long nextDeadlineNanos() {
      return channels.nextDeadlineNanos();
    }

    @Override
    public boolean nextPacket(ByteBuf out, long nowNanos) {
      return channels.nextPacket(out, nowNanos);
    }
  }

  final Network network;
  final Side client;
  final Side server;

  ChannelPair(DataChannelConfig ofClient, DataChannelConfig ofServer, Link link, long seed) {
    network = new Network(link, seed);
    client = new Side(ofClient, (byte) 1);
    server = new Side(ofServer, (byte) 2);
    network.a.attach(client);
    network.b.attach(server);
  }

  ChannelPair(Link link, long seed) {
    this(DataChannelConfig.of(Role.CLIENT), DataChannelConfig.of(Role.SERVER), link, seed);
  }

  ChannelPair connected() {
    client.channels.connect(network.now());
    server.channels.connect(network.now());
    settle();
    return this;
  }

  void settle() {
    network.run(2 * Network.SECOND);
  }
}
