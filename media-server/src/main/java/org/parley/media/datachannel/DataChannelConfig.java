package org.parley.media.datachannel;

import org.parley.media.sctp.association.AssociationConfig;

/**
 * What the channels of one association hold themselves to.
 *
 * @param role of ours in the DTLS handshake
 * @param maxChannels at one time, of both sides
 * @param peerMaxMessageSize of the peer's SDP (RFC 8841 section 6); 0 for no limit
 */
public record DataChannelConfig(
    AssociationConfig association, Role role, int maxChannels, int peerMaxMessageSize) {
  private static final int CHANNELS = 1_024;

  public DataChannelConfig {
    if (maxChannels < 1 || peerMaxMessageSize < 0) {
      throw new IllegalArgumentException("limits of channels must be positive");
    }
  }

  public static DataChannelConfig of(Role role) {
    return new DataChannelConfig(AssociationConfig.forDataChannels(), role, CHANNELS, 0);
  }

  int maxMessageSize() {
    int ours = association.limits().maxMessageSize();
    return peerMaxMessageSize == 0 ? ours : Math.min(ours, peerMaxMessageSize);
  }
}
