package org.parley.turn.dtls;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import org.parley.net.udp.RemoteAddress;

/** The UDP socket below. On its loop. */
public interface DtlsPort {
  /** Where it is bound. */
  InetAddress local();

  /** To be called first by whatever sends and was not woken up by a datagram. */
  void wakeUp();

  /**
   * @param datagram leaves at the end of the wake-up, and is released then
   */
  void send(ByteBuf datagram, RemoteAddress to);
}
