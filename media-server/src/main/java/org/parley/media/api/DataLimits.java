package org.parley.media.api;

/**
 * What data channels hold themselves to.
 *
 * @param maxMessageSize bytes of one message, announced in SDP
 * @param maxChannels of one peer at one time
 */
public record DataLimits(int maxMessageSize, int maxChannels) {
  public static final DataLimits DEFAULT = new DataLimits(256 * 1024, 1_024);

  public DataLimits {
    if (maxMessageSize < 1 || maxChannels < 1) {
      throw new IllegalArgumentException("limits of data channels must be positive");
    }
  }
}
