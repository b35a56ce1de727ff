/**
 * HTTP beside the rooms: {@code GET /api/ice-servers} for clients and {@code GET
 * /api/turn/allocations} for admins. Called on the virtual threads of requests; the time is passed
 * in.
 */
@NullMarked
package org.parley.signaling.api;

import org.jspecify.annotations.NullMarked;
