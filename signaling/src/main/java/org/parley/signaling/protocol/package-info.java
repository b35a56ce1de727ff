/**
 * The messages of the signaling protocol {@code parley.v1} as values, and their JSON.
 *
 * <p>{@code docs/protocol.md} is the specification; a test compares its tables with the records
 * here. Everything is immutable and runs on whatever thread calls it. JSON is RFC 8259; this is the
 * only package of the module that touches a JSON library.
 */
@NullMarked
package org.parley.signaling.protocol;

import org.jspecify.annotations.NullMarked;
