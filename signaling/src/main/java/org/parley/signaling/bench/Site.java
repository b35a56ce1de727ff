package org.parley.signaling.bench;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.signaling.bench.result.Measurement;

/** One server under load: those who joined it, and who watches. */
final class Site implements AutoCloseable {
  private final WhipClient whip;
  private final ServerProbe probe;
  private final Fleet fleet;
  private final Observer observer;

  Site(BenchOptions options, BenchNetwork network, PrintStream out) {
    SecureRandom random = new SecureRandom();
    BenchOptions.Target target = options.target();
    whip = new WhipClient(target.token());
    probe = new ServerProbe(target, whip.http());
    Joiner joiner = new Joiner(network, whip, profile(options.srtp()), random);
    fleet = new Fleet(options, network, whip, joiner, new SplittableRandom(random.nextLong()));
    observer = new Observer(network, fleet, probe, out);
    out.println(target.label() + ": " + target.whipUrl() + ", " + probe.text());
  }

  Fleet fleet() {
    return fleet;
  }

  /** False when a publisher could not join: then there is nothing to measure. */
  boolean admitPublishers() throws InterruptedException {
    fleet.invitePublishers();
    observer.awaitJoins();
    return fleet.failures().isEmpty();
  }

  void resize(int subscribers) throws InterruptedException {
    fleet.resize(subscribers);
    observer.awaitJoins();
  }

  Measurement measure(Duration warmup, Duration duration) throws InterruptedException {
    observer.watch("warm-up", warmup);
    return observer.measure(duration);
  }

  void leave() throws InterruptedException {
    fleet.leave();
  }

  @Override
  public void close() {
    whip.close();
  }

  private static SrtpProfile profile(BenchOptions.Srtp srtp) {
    return switch (srtp) {
      case GCM -> SrtpProfile.AEAD_AES_128_GCM;
      case CM -> SrtpProfile.AES128_CM_HMAC_SHA1_80;
    };
  }
}
