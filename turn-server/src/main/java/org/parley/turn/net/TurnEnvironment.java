package org.parley.turn.net;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.parley.turn.link.ServerCertificate;

/**
 * What the server has around it.
 *
 * @param media where our media server is, which clients may have as a peer
 * @param certificates gives the certificate of now; null for no TLS and DTLS
 */
public record TurnEnvironment(
    List<Media> media, Supplier<@Nullable ServerCertificate> certificates) {
  public static final TurnEnvironment ALONE = new TurnEnvironment(List.of(), () -> null);

  public TurnEnvironment {
    media = List.copyOf(media);
  }

  /**
   * An address of the media server.
   *
   * @param bound where its socket is
   * @param announced as its clients know it; the same if that is not translated
   */
  public record Media(InetSocketAddress bound, InetSocketAddress announced) {}
}
