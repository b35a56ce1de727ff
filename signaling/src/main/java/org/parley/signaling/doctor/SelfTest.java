package org.parley.signaling.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.doctor.client.TurnClient;
import org.parley.signaling.doctor.client.TurnFailure;
import org.parley.signaling.doctor.client.Wires;
import org.parley.turn.auth.EphemeralCredentials;

/**
 * Allocates on ourselves twice by each way, and sends a packet from relay to relay and back: peers
 * inside are denied, but our own relays are not.
 */
final class SelfTest {
  private static final Duration CREDENTIALS = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int TRIES = 3;
  private static final int PACKET = 200;
  private static final int TRY_ALTERNATE = 300;

  private final Supplier<IceServers.Signer> signer;
  private final InstantSource instants;
  private final SecureRandom random = new SecureRandom();

  SelfTest(Supplier<IceServers.Signer> signer, InstantSource instants) {
    this.signer = signer;
    this.instants = instants;
  }

  /** All ways at the same time; blocks. */
  List<ProbeResult> run(List<Target> targets) {
    Executor threads = task -> Thread.ofVirtual().name("turn-self-test").start(task);
    List<CompletableFuture<ProbeResult>> results = new ArrayList<>();
    for (Target target : targets) {
      results.add(CompletableFuture.supplyAsync(() -> probe(target), threads));
    }
    return results.stream().map(CompletableFuture::join).toList();
  }

  private ProbeResult probe(Target target) {
    try {
      return new ProbeResult(target, echo(target));
    } catch (TurnFailure e) {
      return new ProbeResult(
          target,
          e.code() == TRY_ALTERNATE
              ? new ProbeResult.Redirected()
              : new ProbeResult.Failed(String.valueOf(e.getMessage()), e.code()));
    } catch (SocketTimeoutException _) {
      return new ProbeResult(
          target, new ProbeResult.Failed("no packet came back from one relay to the other", 0));
    } catch (IOException e) {
      return new ProbeResult(
          target, new ProbeResult.Failed("cannot be reached: " + e.getMessage(), 0));
    }
  }

  private ProbeResult.Outcome echo(Target target) throws TurnFailure, IOException {
    // Two users, so that a quota of one allocation is enough.
    try (TurnClient here = client(target, "self-test-1");
        TurnClient there = client(target, "self-test-2")) {
      InetSocketAddress hereRelay = here.allocate(target.address());
      InetSocketAddress thereRelay = there.allocate(target.address());
      here.bindChannel(thereRelay);
      there.permit(hereRelay);
      byte[] packet = new byte[PACKET];
      random.nextBytes(packet);
      for (int attempt = 1; ; attempt++) {
        try {
          long began = System.nanoTime();
          here.sendOnChannel(packet);
          there.send(hereRelay, there.receive(PATIENCE.dividedBy(TRIES)));
          byte[] echo = here.receive(PATIENCE.dividedBy(TRIES));
          Duration took = Duration.ofNanos(System.nanoTime() - began);
          return Arrays.equals(echo, packet)
              ? new ProbeResult.Echoed(hereRelay, took)
              : new ProbeResult.Failed("another packet came back than was sent", 0);
        } catch (SocketTimeoutException e) {
          if (attempt == TRIES) {
            throw e;
          }
        }
      }
    }
  }

  private TurnClient client(Target target, String user) throws IOException {
    long expiry = instants.instant().plus(CREDENTIALS).getEpochSecond();
    return new TurnClient(
        Wires.open(target.kind(), target.address()),
        EphemeralCredentials.issue(signer.get().secret(), user, expiry));
  }
}
