package org.parley.media.transport;

import org.parley.media.transport.dtls.DtlsServerContext;
import org.parley.media.transport.ice.IceTimeouts;

/** What all transports of an endpoint share; for all threads. */
record TransportShared(
    PeerTable peers, TransportCounters counters, DtlsServerContext dtls, IceTimeouts iceTimeouts) {}
