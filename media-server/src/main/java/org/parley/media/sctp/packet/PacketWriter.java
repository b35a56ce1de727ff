package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;

/** Writes the common header before chunks and the checksum behind them. */
public final class PacketWriter {
  private final Checksum checksum = new Checksum();
  private final int sourcePort;
  private final int destinationPort;

  public PacketWriter(int sourcePort, int destinationPort) {
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
  }

  /** Begins a packet at the writer index; its chunks are written after it. */
  public void begin(ByteBuf out, int verificationTag) {
    out.writeShort(sourcePort);
    out.writeShort(destinationPort);
    out.writeInt(verificationTag);
    out.writeInt(0);
  }

  /**
   * Completes the packet that began at {@code start} and ends at the writer index.
   *
   * @param withChecksum false leaves zero (RFC 9653 section 5.2)
   */
  public void finish(ByteBuf out, int start, boolean withChecksum) {
    if (withChecksum) {
      out.setInt(start + Checksum.OFFSET, checksum.of(out, start, out.writerIndex()));
    }
  }
}
