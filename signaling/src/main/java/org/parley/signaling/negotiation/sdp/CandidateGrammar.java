package org.parley.signaling.negotiation.sdp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCandidate.Protocol;
import org.parley.media.api.IceCandidate.Type;

/**
 * RFC 8839 section 5.1, with TCP by RFC 6544 section 4.5.
 *
 * <pre>
 * candidate:FOUNDATION COMPONENT TRANSPORT PRIORITY ADDRESS PORT typ TYPE [raddr A] [rport P] [tcptype T] …
 * </pre>
 */
public final class CandidateGrammar {
  private static final String PREFIX = "candidate:";

  /** Outcome of {@link #parse}. */
  public sealed interface Parsed {
    record Usable(IceCandidate candidate) implements Parsed {}

    /** The grammar allows it and we have no use for it. */
    record Unusable() implements Parsed {}

    record Malformed() implements Parsed {}
  }

  private CandidateGrammar() {}

  /**
   * @param text with the prefix {@code candidate:} or without
   */
  public static Parsed parse(String text) {
    if (text.length() > 512) {
      return new Parsed.Malformed();
    }
    String value = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    String[] fields = Grammar.words(value);
    if (fields.length < 8 || !fields[6].equals("typ")) {
      return new Parsed.Malformed();
    }
    String foundation = fields[0];
    long component = Grammar.number(fields[1], 256);
    long priority = Grammar.number(fields[3], 0xFFFF_FFFFL);
    long port = Grammar.number(fields[5], 65535);
    if (!Grammar.isIceChars(foundation, 1, 32) || component < 1 || priority < 0 || port < 0) {
      return new Parsed.Malformed();
    }
    Protocol protocol = protocol(fields);
    Type type = type(fields[7]);
    InetAddress address = literal(fields[4]);
    boolean inRange = priority >= 1 && priority <= Integer.MAX_VALUE && port > 0;
    if (component != 1 || !inRange || protocol == null || type == null || address == null) {
      return new Parsed.Unusable();
    }
    var socketAddress = new InetSocketAddress(address, (int) port);
    return new Parsed.Usable(new IceCandidate(foundation, protocol, priority, socketAddress, type));
  }

  /** With the prefix {@code candidate:}. */
  public static String format(IceCandidate candidate) {
    InetAddress address = candidate.address().getAddress();
    String line =
        "%s%s 1 %s %d %s %d typ %s"
            .formatted(
                PREFIX,
                candidate.foundation(),
                candidate.protocol() == Protocol.UDP ? "udp" : "tcp",
                candidate.priority(),
                withoutScope(address.getHostAddress()),
                candidate.address().getPort(),
                name(candidate.type()));
    String related =
        switch (candidate.type()) {
          case HOST -> "";
          // RFC 8839 section 5.1: raddr and rport are a must here; the wildcard hides the base.
          case SERVER_REFLEXIVE, PEER_REFLEXIVE, RELAYED ->
              address instanceof Inet4Address ? " raddr 0.0.0.0 rport 9" : " raddr :: rport 9";
        };
    return line
        + related
        + switch (candidate.protocol()) {
          case UDP -> "";
          case TCP_PASSIVE -> " tcptype passive";
          case TCP_ACTIVE -> " tcptype active";
        };
  }

  private static @Nullable Protocol protocol(String[] fields) {
    String transport = fields[2].toLowerCase(Locale.ROOT);
    if (transport.equals("udp")) {
      return Protocol.UDP;
    }
    if (!transport.equals("tcp")) {
      return null;
    }
    for (int i = 8; i + 1 < fields.length; i += 2) {
      if (fields[i].equals("tcptype")) {
        return switch (fields[i + 1]) {
          case "active" -> Protocol.TCP_ACTIVE;
          case "passive" -> Protocol.TCP_PASSIVE;
          default -> null;
        };
      }
    }
    return null;
  }

  private static @Nullable Type type(String name) {
    for (Type type : Type.values()) {
      if (name(type).equals(name)) {
        return type;
      }
    }
    return null;
  }

  private static String name(Type type) {
    return switch (type) {
      case HOST -> "host";
      case SERVER_REFLEXIVE -> "srflx";
      case PEER_REFLEXIVE -> "prflx";
      case RELAYED -> "relay";
    };
  }

  /**
   * An address without any look-up: names, {@code .local} ones of mDNS among them, zones and the
   * short forms of IPv4 are null.
   */
  private static @Nullable InetAddress literal(String text) {
    if (text.length() > 45) {
      return null;
    }
    boolean v6 = text.indexOf(':') >= 0;
    if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return null;
    }
    if (!v6 && !text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      return null;
    }
    try {
      return v6 ? Inet6Address.ofLiteral(text) : Inet4Address.ofLiteral(text);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  private static String withoutScope(String address) {
    int percent = address.indexOf('%');
    return percent < 0 ? address : address.substring(0, percent);
  }
}
