package org.parley.media.sctp.association;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.Opaque;

/**
 * All that is needed for an association, kept by the peer until it comes back (RFC 9260 section
 * 5.1.3). What it says is authentic; it may be old.
 *
 * @param createdNanos on our own clock
 * @param ties the tags of the association that there was, or zeros (section 5.2.2)
 */
record Cookie(long createdNanos, Ends ends, long peerWindow, Agreement agreement, Ties ties) {
  private static final int LENGTH = 8 + 4 * 4 + 4 + 3 * 2 + 2 * 4;

  /** Tags and initial TSNs of both ends. */
  record Ends(int ownTag, int ownTsn, int peerTag, int peerTsn) {}

  /** The verification tags of an association that exists already. */
  record Ties(int ownTag, int peerTag) {
    static final Ties NONE = new Ties(0, 0);
  }

  Opaque seal(Secret secret) {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH + Secret.MAC_LENGTH);
    bytes.putLong(createdNanos);
    bytes.putInt(ends.ownTag).putInt(ends.ownTsn).putInt(ends.peerTag).putInt(ends.peerTsn);
    bytes.putInt((int) peerWindow);
    bytes.putShort((short) agreement.outboundStreams());
    bytes.putShort((short) agreement.inboundStreams());
    bytes.putShort((short) agreement.flags());
    bytes.putInt(ties.ownTag).putInt(ties.peerTag);
    bytes.put(secret.authenticate(Arrays.copyOf(bytes.array(), LENGTH)));
    return new Opaque(bytes.array());
  }

  /** Null if we did not make it. */
  static @Nullable Cookie open(Opaque sealed, Secret secret) {
    byte[] all = sealed.bytes();
    if (all.length != LENGTH + Secret.MAC_LENGTH
        || !secret.isAuthentic(
            Arrays.copyOf(all, LENGTH), Arrays.copyOfRange(all, LENGTH, all.length))) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(all);
    long created = bytes.getLong();
    Ends ends = new Ends(bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt());
    long window = Integer.toUnsignedLong(bytes.getInt());
    Agreement agreement =
        Agreement.of(bytes.getShort() & 0xFFFF, bytes.getShort() & 0xFFFF, bytes.getShort());
    return new Cookie(created, ends, window, agreement, new Ties(bytes.getInt(), bytes.getInt()));
  }
}
