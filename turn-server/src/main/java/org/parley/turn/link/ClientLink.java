package org.parley.turn.link;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import org.parley.turn.relay.FiveTuple;

/** The way to one client over something that was opened and will be closed. On its loop. */
public interface ClientLink {
  FiveTuple client();

  /** The address of ours by which the client came: its relays have it as well. */
  InetAddress local();

  /** The first 64 bits of the client's address; IPv4 is IPv4-mapped. */
  long high();

  /** The last 64 bits. */
  long low();

  int port();

  /** A whole framed message of a peer; copied, and lost if the client does not read. */
  void sendData(ByteBuf framed);

  /** An answer. */
  void sendMessage(byte[] message);

  /** Lets go of what was sent since the last time. */
  void flush();

  /** What was sent before still leaves. */
  void close();
}
