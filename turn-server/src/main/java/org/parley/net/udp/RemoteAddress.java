package org.parley.net.udp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An address and port without an object for each packet: 128 bits (IPv4 as IPv4-mapped, RFC 4291
 * 2.5.5.2), port, and the scope of a link-local one. Receivers get one that is used again for the
 * next datagram; {@link #copy} what is kept.
 */
public final class RemoteAddress {
  private static final long V4_MAPPED = 0xFFFFL << 32;

  private long high;
  private long low;
  private int port;
  private int scope;

  public RemoteAddress() {}

  public static RemoteAddress of(InetSocketAddress address) {
    RemoteAddress made = new RemoteAddress();
    made.set(address);
    return made;
  }

  /** The first 64 bits of the address. */
  public long high() {
    return high;
  }

  /** The last 64 bits of the address. */
  public long low() {
    return low;
  }

  public int port() {
    return port;
  }

  /** The interface of a link-local IPv6 address, else 0. */
  public int scope() {
    return scope;
  }

  public boolean isV4() {
    return high == 0 && low >>> 32 == 0xFFFF;
  }

  public RemoteAddress copy() {
    RemoteAddress made = new RemoteAddress();
    made.set(high, low, port, scope);
    return made;
  }

  public InetSocketAddress toInetSocketAddress() {
    try {
      return new InetSocketAddress(toInetAddress(), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes", e);
    }
  }

  private InetAddress toInetAddress() throws UnknownHostException {
    if (isV4()) {
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) low).array());
    }
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    return scope == 0
        ? InetAddress.getByAddress(bytes)
        : Inet6Address.getByAddress(null, bytes, scope);
  }

  public void set(long high, long low, int port, int scope) {
    this.high = high;
    this.low = low;
    this.port = port;
    this.scope = scope;
  }

  void setV4(int address, int port) {
    set(0, V4_MAPPED | Integer.toUnsignedLong(address), port, 0);
  }

  public void set(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      throw new IllegalArgumentException("the address of " + address + " is not known");
    }
    ByteBuffer bytes = ByteBuffer.wrap(ip.getAddress());
    if (bytes.remaining() == 4) {
      setV4(bytes.getInt(), address.getPort());
    } else {
      set(
          bytes.getLong(),
          bytes.getLong(),
          address.getPort(),
          ip instanceof Inet6Address v6 ? v6.getScopeId() : 0);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RemoteAddress that
        && low == that.low
        && high == that.high
        && port == that.port
        && scope == that.scope;
  }

  /** Neighbouring addresses and ports are the usual case, and spread over all bits. */
  @Override
  public int hashCode() {
    long hash = (low ^ Long.rotateLeft(high, 29)) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ (hash >>> 32) ^ port ^ ((long) scope << 16)) * 0xD6E8FEB86659FD93L;
    return (int) (hash ^ (hash >>> 32));
  }

  /** As a log line shows it; makes objects. */
  @Override
  public String toString() {
    return toInetSocketAddress().toString();
  }
}
