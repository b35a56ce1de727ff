package org.parley.turn.net;

import java.net.InetAddress;
import org.parley.turn.peers.IpAddress;

/**
 * Where relays are.
 *
 * @param bound an address of this machine
 * @param announced as clients are told
 * @param ports those at {@code announced}
 */
record RelayAddress(
    InetAddress bound,
    IpAddress boundIp,
    InetAddress announced,
    IpAddress announcedIp,
    RelayPorts ports) {
  boolean translated() {
    return !boundIp.equals(announcedIp);
  }
}
