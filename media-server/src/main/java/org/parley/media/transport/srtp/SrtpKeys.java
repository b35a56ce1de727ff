package org.parley.media.transport.srtp;

import java.util.Arrays;

/** Master key and master salt of one direction; the arrays are not to be modified. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SrtpKeys(byte[] masterKey, byte[] masterSalt) {

  /**
   * Both directions of a transport.
   *
   * @param local what we send with
   * @param remote what the peer sends with
   */
  public record Pair(SrtpKeys local, SrtpKeys remote) {}

  /**
   * Cuts the material exported from DTLS (RFC 5764 section 4.2):
   *
   * <pre>
   * client write key | server write key | client write salt | server write salt
   * </pre>
   *
   * @param material {@link SrtpProfile#exporterLength} bytes
   * @param weAreServer our role in the DTLS handshake
   */
  public static Pair fromExporter(SrtpProfile profile, byte[] material, boolean weAreServer) {
    if (material.length != profile.exporterLength()) {
      throw new IllegalArgumentException(
          profile + " needs " + profile.exporterLength() + " bytes, not " + material.length);
    }
    int key = profile.keyLength();
    int salt = profile.saltLength();
    SrtpKeys client =
        new SrtpKeys(
            Arrays.copyOfRange(material, 0, key),
            Arrays.copyOfRange(material, 2 * key, 2 * key + salt));
    SrtpKeys server =
        new SrtpKeys(
            Arrays.copyOfRange(material, key, 2 * key),
            Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt)));
    return weAreServer ? new Pair(server, client) : new Pair(client, server);
  }

  /** Says nothing of the keys, so that no log does. */
  @Override
  public String toString() {
    return "SrtpKeys[...]";
  }
}
