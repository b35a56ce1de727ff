package org.parley.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.signaling.config.TlsConfig;

class TlsTest {
  private static final TlsConfig SELF_SIGNED =
      new TlsConfig(TlsConfig.Mode.SELF_SIGNED, null, null);
  private static final String HELLO = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir Path folder = Path.of("");

  private final Routes routes =
      new Routes()
          .get(
              "/hello",
              request ->
                  CompletableFuture.completedFuture(
                      HttpResponse.of(
                          200, "text/plain", request.arrival().secure() ? "secure" : "plain")));

  @Test
  void theSelfSignedCertificateNamesThisMachine() throws Exception {
    try (FrontDoor door = open(SELF_SIGNED)) {
      for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
        SSLSocket socket = connect(door.address(), protocol);
        try (Wire wire = new Wire(socket)) {
          String response = wire.send(HELLO).response();
          assertTrue(response.endsWith("secure"), response);
          assertTrue(!response.contains("Strict-Transport-Security"), response);
          X509Certificate certificate =
              (X509Certificate) socket.getSession().getPeerCertificates()[0];
          String names =
              certificate.getSubjectAlternativeNames().stream()
                  .map(name -> String.valueOf(name.get(1)))
                  .collect(Collectors.joining(" "));
          assertTrue(names.contains("localhost") && names.contains("127.0.0.1"), names);
        }
      }
    }
  }

  @Test
  void oldVersionsAndPlainHttpAreRefused() throws Exception {
    try (FrontDoor door = open(SELF_SIGNED)) {
      assertThrows(IOException.class, () -> connect(door.address(), "TLSv1.1"));
      try (Wire wire = new Wire(door.address())) {
        String response = wire.send(HELLO).rest();
        assertTrue(response.startsWith("HTTP/1.1 400 "), response);
        assertTrue(response.contains("https://"), response);
      }
      try (Wire half = new Wire(door.address())) {
        half.send(new byte[] {0x16, 3, 1, 0, 100});
        assertTrue(half.isClosedByServer());
      }
    }
  }

  @Test
  void stunIsToldApartInsideTls() throws Exception {
    try (FrontDoor door = open(SELF_SIGNED);
        Wire wire = new Wire(connect(door.address(), "TLSv1.3"))) {
      wire.send(new byte[] {0, 1, 0, 0});
      assertTrue(wire.isClosedByServer());
      assertEquals(1, door.counters().refusedStreams());
    }
  }

  @Test
  void changedFilesAreReadAgainAndConnectionsStay() throws Exception {
    TlsConfig config = writeFiles();
    try (TlsContexts contexts =
        Objects.requireNonNull(TlsContexts.open(config, Duration.ofMillis(20)))) {
      var before = contexts.current();
      Files.writeString(folder.resolve("certificate.pem"), "broken");
      writeFiles();
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (contexts.current() == before && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
      assertNotEquals(before, contexts.current());
    }
  }

  @Test
  void filesServe() throws Exception {
    try (FrontDoor door = open(writeFiles());
        Wire wire = new Wire(connect(door.address(), "TLSv1.3"))) {
      String response = wire.send(HELLO).response();
      assertTrue(response.contains("Strict-Transport-Security: max-age="), response);
    }
  }

  @Test
  void unusableFilesStopTheStartWithTheSetting() {
    TlsConfig none =
        new TlsConfig(TlsConfig.Mode.FILES, folder.resolve("no.pem"), folder.resolve("no.key"));
    DoorException refused = assertThrows(DoorException.class, () -> open(none));
    assertTrue(String.valueOf(refused.getMessage()).contains("server.tls: "));
    assertTrue(String.valueOf(refused.getMessage()).contains("no.pem"));
  }

  private FrontDoor open(TlsConfig tls) throws DoorException {
    return TestDoor.open(routes, StreamAcceptor.NONE, tls, 10);
  }

  private TlsConfig writeFiles() throws Exception {
    SelfSignedCertificate made = SelfSignedCertificate.create();
    return new TlsConfig(
        TlsConfig.Mode.FILES,
        write("certificate.pem", made.certificate()),
        write("key.pem", new JcaPKCS8Generator(made.key(), null)));
  }

  private Path write(String name, Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(content);
    }
    Path next = Files.writeString(folder.resolve(name + ".new"), text.toString());
    return Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static SSLSocket connect(InetSocketAddress address, String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    Certificate[] chain = socket.getSession().getPeerCertificates();
    assertEquals(1, chain.length);
    return socket;
  }
}
