/**
 * UDP sockets of the media path and of relays, without garbage: datagrams come in batches
 * (recvmmsg), leave in batches (sendmmsg), and equal ones to one address leave as one message that
 * the system segments (UDP_SEGMENT).
 *
 * <p>{@link org.parley.net.udp.UdpPorts} opens a local address with a {@link
 * org.parley.net.udp.UdpPort} for each loop, which belongs to that loop's thread. Two ways lie
 * behind it: Linux's system calls by the foreign-function API, and Netty's channels where those are
 * not to be had. All of {@code java.lang.foreign} that sockets need is in here. UDP: RFC 768; IPv4
 * addresses are kept as IPv4-mapped ones, RFC 4291 2.5.5.2.
 */
@NullMarked
package org.parley.net.udp;

import org.jspecify.annotations.NullMarked;
