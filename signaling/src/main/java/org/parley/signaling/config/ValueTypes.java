package org.parley.signaling.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that settings have. */
final class ValueTypes {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,12})\\s*([A-Za-z/]*)");

  static final ValueType<Boolean> SWITCH =
      new ValueType<>(ValueTypes::parseSwitch, "true or false");
  static final ValueType<InetSocketAddress> LISTEN =
      new ValueType<>(
          ValueTypes::parseListen,
          "address:port, such as 0.0.0.0:8080 or [::]:8080, the port from 0 to 65535");
  static final ValueType<InetAddress> ADDRESS =
      new ValueType<>(
          ValueTypes::parseAddress, "an IPv4 or IPv6 address, such as 203.0.113.7 or 2001:db8::7");
  static final ValueType<Cidr> NETWORK =
      new ValueType<>(
          ValueTypes::parseNetwork, "a network in CIDR form, such as 10.0.0.0/8 or fd00::/8");
  static final ValueType<PortRange> PORTS =
      new ValueType<>(ValueTypes::parsePorts, "FIRST-LAST, such as 49152-65535");
  static final ValueType<Duration> DURATION =
      new ValueType<>(
          ValueTypes::parseDuration, "a time such as 30 or 30s (seconds), 500ms, 5m or 2h");
  static final ValueType<Duration> LIFETIME =
      new ValueType<>(ValueTypes::parseLifetime, "a time from 5m to 168h, such as 30m or 12h");
  static final ValueType<InetSocketAddress> SERVER =
      new ValueType<>(
          ValueTypes::parseServer,
          "IP address:port of a server, such as 203.0.113.9:3478 or [2001:db8::9]:3478");
  static final ValueType<Long> BIT_RATE =
      new ValueType<>(
          ValueTypes::parseBitRate, "bits per second, such as 500kbit, 20Mbit or 1Gbit");
  static final ValueType<String> ORIGIN =
      new ValueType<>(
          ValueTypes::parseOrigin,
          "an origin without a path, such as https://example.org or http://localhost:3000");
  static final ValueType<Path> FILE = new ValueType<>(Path::of, "a path to a file");
  static final ValueType<String> REALM =
      new ValueType<>(
          ValueTypes::parseRealm, "1 to 127 characters without quotation marks and controls");
  static final ValueType<Secret> PASSWORD =
      new ValueType<>(text -> parseSecret(text, 1), "at least 1 character", true);
  // RFC 7518 section 3.2: a key of the hash's size or larger.
  static final ValueType<Secret> KEY =
      new ValueType<>(text -> parseSecret(text, 32), "at least 32 bytes", true);
  static final ValueType<Secret> SHARED_SECRET =
      new ValueType<>(text -> parseSecret(text, 16), "at least 16 bytes", true);

  private ValueTypes() {}

  static ValueType<Integer> number(int least, int most) {
    return new ValueType<>(
        text -> {
          int number = Integer.parseInt(text);
          check(number >= least && number <= most);
          return number;
        },
        "a whole number from " + least + " to " + most);
  }

  static ValueType<Integer> bytes(int least, int most) {
    return new ValueType<>(
        text -> {
          long bytes = parseBytes(text);
          check(bytes >= least && bytes <= most);
          return (int) bytes;
        },
        "a size from %d to %d bytes, such as 65536 or 64KiB or 1MiB".formatted(least, most));
  }

  /** The constants' names in lower case, with hyphens. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> choices) {
    return new ValueType<>(
        text ->
            Arrays.stream(choices.getEnumConstants())
                .filter(choice -> word(choice).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new),
        Arrays.stream(choices.getEnumConstants())
            .map(ValueTypes::word)
            .collect(Collectors.joining(", ", "one of ", "")));
  }

  static ValueType<TlsConfig.Mode> tlsMode() {
    ValueType<TlsConfig.Mode> modes = choice(TlsConfig.Mode.class);
    return new ValueType<>(
        text -> {
          if (text.equalsIgnoreCase("acme")) {
            throw new ValueType.Rejected(
                "not available yet: use files with a certificate that another program renews"
                    + " (it is reloaded when it changes), or a reverse proxy in front");
          }
          return modes.parse().apply(text);
        },
        modes.allowed());
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean parseSwitch(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static InetSocketAddress parseListen(String text) {
    int colon = text.lastIndexOf(':');
    check(colon > 0);
    String host = text.substring(0, colon);
    int port = Integer.parseInt(text.substring(colon + 1));
    check(port >= 0 && port <= 65535);
    if (host.startsWith("[") && host.endsWith("]")) {
      return new InetSocketAddress(parseAddress(host.substring(1, host.length() - 1)), port);
    }
    check(host.indexOf(':') < 0);
    if (host.matches("[0-9.]+")) {
      return new InetSocketAddress(parseAddress(host), port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException _) {
      throw new ValueType.Rejected("not allowed: this machine finds no address for " + host);
    }
  }

  private static InetSocketAddress parseServer(String text) {
    // ALTERNATE-SERVER carries an address, not a name (RFC 8489 section 14.15).
    check(text.startsWith("[") || text.matches("[0-9.]+:[0-9]+"));
    InetSocketAddress server = parseListen(text);
    check(server.getPort() > 0 && !server.getAddress().isAnyLocalAddress());
    return server;
  }

  private static Duration parseLifetime(String text) {
    Duration lifetime = parseDuration(text);
    check(lifetime.compareTo(Duration.ofMinutes(5)) >= 0);
    return lifetime;
  }

  private static InetAddress parseAddress(String text) {
    // The library also takes "10" and "10.1" for IPv4.
    check(text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3);
    return InetAddress.ofLiteral(text);
  }

  private static Cidr parseNetwork(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      InetAddress address = parseAddress(text);
      return new Cidr(address, address.getAddress().length * 8);
    }
    return new Cidr(
        parseAddress(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  private static PortRange parsePorts(String text) {
    String[] ends = text.split("-", -1);
    check(ends.length == 2);
    return new PortRange(Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[1].strip()));
  }

  private static Duration parseDuration(String text) {
    Matcher quantity = QUANTITY.matcher(text);
    check(quantity.matches());
    long number = Long.parseLong(quantity.group(1));
    Duration duration =
        switch (quantity.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "", "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> throw new IllegalArgumentException();
        };
    check(duration.compareTo(Duration.ofDays(7)) <= 0);
    return duration;
  }

  private static long parseBytes(String text) {
    Matcher quantity = QUANTITY.matcher(text);
    check(quantity.matches());
    long unit =
        switch (quantity.group(2)) {
          case "", "B" -> 1;
          case "KiB" -> 1 << 10;
          case "MiB" -> 1 << 20;
          default -> throw new IllegalArgumentException();
        };
    return Long.parseLong(quantity.group(1)) * unit;
  }

  private static long parseBitRate(String text) {
    Matcher quantity = QUANTITY.matcher(text);
    check(quantity.matches());
    long unit =
        switch (quantity.group(2).replaceFirst("(bit)?(/s)?$", "")) {
          case "" -> 1;
          case "k" -> 1_000;
          case "M" -> 1_000_000;
          case "G" -> 1_000_000_000;
          default -> throw new IllegalArgumentException();
        };
    long bits = Long.parseLong(quantity.group(1));
    check(bits > 0 && bits <= 1_000_000_000_000L / unit);
    return bits * unit;
  }

  private static String parseOrigin(String text) {
    URI origin = URI.create(text);
    check(origin.getScheme() != null && origin.getHost() != null);
    check(origin.getRawPath().isEmpty() && origin.getRawQuery() == null);
    check(origin.getRawFragment() == null && origin.getRawUserInfo() == null);
    return text.toLowerCase(Locale.ROOT);
  }

  private static String parseRealm(String text) {
    check(text.length() <= 127 && text.chars().noneMatch(c -> c < 0x20 || c == '"' || c == 0x7F));
    return text;
  }

  private static Secret parseSecret(String text, int leastBytes) {
    Secret secret = new Secret(text);
    check(secret.bytes().length >= leastBytes);
    return secret;
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException();
    }
  }
}
