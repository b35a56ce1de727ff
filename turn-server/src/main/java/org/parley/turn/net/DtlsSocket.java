package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import org.parley.net.udp.HubSocket;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpHub;
import org.parley.turn.dtls.DtlsPort;

/** A listening socket, as the DTLS above it sees it. */
record DtlsSocket(UdpHub hub, HubSocket socket) implements DtlsPort {
  @Override
  public InetAddress local() {
    return socket.local().getAddress();
  }

  @Override
  public void wakeUp() {
    hub.wakeUp();
  }

  @Override
  public void send(ByteBuf datagram, RemoteAddress to) {
    hub.releaseLater(datagram);
    socket.send(datagram, datagram.readerIndex(), datagram.readableBytes(), to, false);
  }
}
