package org.parley.signaling.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The page and what belongs to it, from the class path, kept in memory. Files under {@code assets/}
 * carry a hash in their names and never change; the others are asked for again every time (RFC 9111
 * section 5.2.2.4).
 */
public final class StaticFiles {
  private static final String ROOT = "META-INF/parley/web/";
  private static final String INDEX = "index.html";
  private static final int WORTH_COMPRESSING = 512;

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("wav", "audio/wav"));
  private static final Set<String> TEXTS =
      Set.of("html", "js", "mjs", "css", "json", "map", "webmanifest", "txt", "svg", "wasm");

  private final Map<String, StaticFile> files;

  private StaticFiles(Map<String, StaticFile> files) {
    this.files = files;
  }

  /**
   * Everything under {@code META-INF/parley/web/} on the class path; nothing when it is not there.
   */
  public static StaticFiles fromClassPath() {
    URL index = StaticFiles.class.getClassLoader().getResource(ROOT + INDEX);
    if (index == null) {
      return new StaticFiles(Map.of());
    }
    try {
      URI uri = index.toURI();
      if (uri.getScheme().equals("file")) {
        Path parent = Path.of(uri).getParent();
        return parent == null ? new StaticFiles(Map.of()) : new StaticFiles(load(parent));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return new StaticFiles(load(jar.getPath("/" + ROOT)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The page cannot be read", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether there is a page. */
  public boolean isEmpty() {
    return files.isEmpty();
  }

  /** Adds {@code /}, {@code /r/{room}} and every file under its own name. */
  public void addTo(Routes routes) {
    StaticFile index = files.get(INDEX);
    HttpHandler page =
        index == null
            ? _ ->
                CompletableFuture.completedFuture(
                    HttpResponse.problem(503, "no-page", "This build holds no web client."))
            : handler(index);
    routes.get("/", page).get("/r/{room}", page);
    files.forEach(
        (name, file) -> {
          if (!name.equals(INDEX)) {
            routes.get("/" + name, handler(file));
          }
        });
  }

  private static HttpHandler handler(StaticFile file) {
    return request -> CompletableFuture.completedFuture(file.answer(request));
  }

  private static Map<String, StaticFile> load(Path root) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
      }
    }
    return of(contents);
  }

  /**
   * By names such as {@code assets/x.js}; {@code x.js.gz} and {@code x.js.br} are x.js, compressed.
   */
  static Map<String, StaticFile> of(Map<String, byte[]> contents) {
    Map<String, StaticFile> files = new LinkedHashMap<>();
    contents.forEach(
        (name, content) -> {
          String extension = name.substring(name.lastIndexOf('.') + 1);
          String type = TYPES.get(extension);
          if (type == null) {
            return;
          }
          byte[] gzip = contents.get(name + ".gz");
          if (gzip == null && TEXTS.contains(extension) && content.length >= WORTH_COMPRESSING) {
            gzip = gzip(content);
          }
          files.put(
              name,
              new StaticFile(
                  headers(name, type),
                  hash(content),
                  new StaticFile.Encodings(content, gzip, contents.get(name + ".br"))));
        });
    return files;
  }

  static StaticFiles ofContents(Map<String, byte[]> contents) {
    return new StaticFiles(of(contents));
  }

  private static Headers headers(String name, String type) {
    Headers headers =
        Headers.of(
            "Content-Type",
            type,
            "Cache-Control",
            name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
            "Vary",
            "Accept-Encoding",
            "Cross-Origin-Resource-Policy",
            "same-origin");
    return name.endsWith(".html")
        ? headers.and("Content-Security-Policy", SecurityHeaders.PAGE_POLICY)
        : headers;
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
