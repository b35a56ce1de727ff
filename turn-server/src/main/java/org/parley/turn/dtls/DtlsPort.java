package org.parley.turn.dtls;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import org.parley.net.udp.RemoteAddress;

/** The UDP socket below. On its loop. */
public interface DtlsPort {
  /** Where it is bound. */
  InetAddress local();

  /**
   * @param datagram stays as it is until {@link #flush}, and is not released
   */
  void send(ByteBuf datagram, RemoteAddress to);

  void flush();
}
