package org.parley.signaling.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.parley.signaling.config.TlsConfig;

/** What the connections of a door share. */
record DoorState(
    DoorOptions options,
    Routes routes,
    StreamAcceptor streams,
    Arrivals arrivals,
    DoorCounters counters,
    AtomicBoolean drainingFlag) {

  boolean draining() {
    return drainingFlag.get();
  }

  TlsConfig.Mode tls() {
    return options.server().tls().mode();
  }

  static Arrivals.Ends ends(Channel channel) {
    return new Arrivals.Ends(
        (InetSocketAddress) channel.remoteAddress(),
        (InetSocketAddress) channel.localAddress(),
        channel.pipeline().get(SslHandler.class) != null);
  }
}
