package org.parley.media.transport.udp;

import java.net.InetSocketAddress;

public final class RemoteAddress {
  final InetSocketAddress a;

  RemoteAddress(InetSocketAddress a) {
    this.a = a;
  }

  public RemoteAddress copy() {
    return this;
  }

  public InetSocketAddress toInetSocketAddress() {
    return a;
  }

  public static RemoteAddress of(InetSocketAddress a) {
    return new RemoteAddress(a);
  }

  @Override
  public int hashCode() {
    return a.hashCode();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RemoteAddress r && r.a.equals(a);
  }
}
