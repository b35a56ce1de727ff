package org.parley.media.api;

/**
 * A header extension with the id agreed on for one m-line.
 *
 * @param id 1 to 255; 15 is reserved in the one-byte form (RFC 8285 section 4.2)
 */
public record HeaderExtension(int id, HeaderExtensionType type) {}
