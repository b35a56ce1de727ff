package org.parley.media.api;

/**
 * Who a peer is to the others of its room on data channels.
 *
 * @param address by which others address channels to it; the latest peer of an address has it
 * @param mayPublish whether it may send to others; without it, it receives only
 */
public record DataIdentity(String address, boolean mayPublish) {}
