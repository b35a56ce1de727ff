package org.parley.turn.net;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.parley.net.passage.Passage;
import org.parley.turn.link.ServerCertificate;

/**
 * What the server has around it.
 *
 * @param media where our media server is, which clients may have as a peer
 * @param certificates gives the certificate of now; null for no TLS and DTLS
 * @param passage to the media server of this process; null if there is none
 */
public record TurnEnvironment(
    List<Media> media,
    Supplier<@Nullable ServerCertificate> certificates,
    @Nullable Passage passage) {
  public static final TurnEnvironment ALONE = new TurnEnvironment(List.of(), () -> null);

  public TurnEnvironment {
    media = List.copyOf(media);
  }

  /** Without a media server in this process. */
  public TurnEnvironment(List<Media> media, Supplier<@Nullable ServerCertificate> certificates) {
    this(media, certificates, null);
  }

  /**
   * An address of the media server.
   *
   * @param bound where its socket is
   * @param announced as its clients know it; the same if that is not translated
   */
  public record Media(InetSocketAddress bound, InetSocketAddress announced) {}
}
