package org.parley.media.transport;

import java.security.SecureRandom;
import org.parley.media.transport.dtls.DtlsServerContext;
import org.parley.media.transport.ice.IceTimeouts;
import org.parley.media.transport.srtp.CryptoProvider;

/** What all transports of an endpoint share; for all threads. */
record TransportShared(
    PeerTable peers,
    TransportCounters counters,
    DtlsServerContext dtls,
    CryptoProvider crypto,
    IceTimeouts iceTimeouts,
    SecureRandom random) {}
