package org.parley.media.send;

import org.parley.media.receive.LayerReceiver;

/**
 * What is added to a source's counters while a slot carries it, each modulo its field's width. A
 * new source gets a new mapping; packets remember theirs, so that a retransmission looks like the
 * original.
 *
 * @param start unwrapped sequence number of the source's first packet; older ones have no place in
 *     the stream
 */
record Mapping(
    LayerReceiver layer,
    long start,
    long sequenceOffset,
    int timestampOffset,
    int pictureIdOffset,
    int tl0Offset,
    int frameNumberOffset) {

  long sequence(long source) {
    return source + sequenceOffset;
  }

  int timestamp(int source) {
    return source + timestampOffset;
  }
}
