package org.parley.turn.net;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.passage.Passage;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.dtls.DtlsShared;
import org.parley.turn.relay.RelayServer;

/**
 * What the loops of a server have in common.
 *
 * @param locals the addresses that are listened at; the position is a UDP client's socket number
 * @param sockets counts the numbers of connections
 * @param passage to our media server; leads nowhere if that is elsewhere
 * @param faults at most one line a second about what the system refuses
 */
record TurnShared(
    NetworkLoops.Kind kind,
    UdpOptions udp,
    List<InetAddress> locals,
    RelayAddresses addresses,
    Translation translation,
    boolean translates,
    Passage passage,
    RelayServer.Shared core,
    Owned.Owners owners,
    AtomicInteger sockets,
    Denials denials,
    DtlsShared dtls,
    LogLimit faults) {}
