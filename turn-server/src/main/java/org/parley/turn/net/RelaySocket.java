package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.parley.net.passage.Doorway;
import org.parley.net.passage.Landing;
import org.parley.net.udp.HubReceiver;
import org.parley.net.udp.HubSocket;
import org.parley.net.udp.RemoteAddress;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.Relay;

/** The socket of one relayed address; on its loop. */
final class RelaySocket implements HubReceiver, Doorway {
  private final UdpSide home;
  private final Relay relay;
  private final RelayAddress address;
  private final int port;
  private final RemoteAddress local;
  private @Nullable HubSocket socket;
  private volatile boolean closed;

  /** To whom the last packet went: no address is taken apart for each one. */
  private @Nullable FiveTuple client;

  private final RemoteAddress clientAddress = new RemoteAddress();

  RelaySocket(UdpSide home, Relay relay, RelayAddress address, int port) {
    this.home = home;
    this.relay = relay;
    this.address = address;
    this.port = port;
    this.local = RemoteAddress.of(new InetSocketAddress(address.bound(), port));
  }

  void opened(HubSocket bound) {
    socket = bound;
  }

  @Override
  public void onDatagram(RemoteAddress from, ByteBuf content) {
    home.toClient(this, from, content);
  }

  @Override
  public void onPacket(RemoteAddress from, ByteBuf content) {
    if (home.media().counts(this)) {
      home.toClient(this, from, content);
    }
  }

  @Override
  public void onIcmp(RemoteAddress to, int type, int code, int data) {
    home.onIcmp(relay, to, type, code, data);
  }

  @Override
  public Landing landing() {
    return home.media().landing();
  }

  @Override
  public boolean closed() {
    return closed;
  }

  /** Where it is bound; not to be changed. */
  RemoteAddress local() {
    return local;
  }

  Relay relay() {
    return relay;
  }

  /** The client's address, with its scope; good until the next call. */
  @SuppressWarnings("ReferenceEquality")
  RemoteAddress addressOf(FiveTuple to) {
    if (client != to) {
      client = to;
      clientAddress.set(to.client());
    }
    return clientAddress;
  }

  void send(ByteBuf buffer, int offset, int length, RemoteAddress to, boolean dontFragment) {
    HubSocket bound = socket;
    if (bound != null) {
      bound.send(buffer, offset, length, to, dontFragment);
    }
  }

  void close() {
    closed = true;
    home.media().close(this);
    HubSocket bound = socket;
    if (bound != null) {
      bound.close();
    }
    address.ports().giveBack(port, address);
  }
}
