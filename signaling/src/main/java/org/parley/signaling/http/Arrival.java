package org.parley.signaling.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way a request came to us.
 *
 * @param client the client's own address; behind a trusted proxy the one that the proxy reports
 * @param reachedBy our address by which the client reached us: the local address of its connection,
 *     or behind a trusted proxy the address in its Host header where that is one of our own; null
 *     when the client came by an address that is not ours (a proxy's, a NAT's)
 * @param host the Host header as sent, with its port; empty when there was none
 * @param secure whether the client's own leg is encrypted
 * @param direct whether nothing says that a proxy is between: what else the client sends to the
 *     port in the Host header then reaches our port as well
 */
public record Arrival(
    InetSocketAddress client,
    @Nullable InetAddress reachedBy,
    String host,
    boolean secure,
    boolean direct) {}
