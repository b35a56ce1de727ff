package org.parley.turn.peers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which peers clients may reach.
 *
 * <p>Of {@code turn.peers.deny} and {@code turn.peers.allow} the more specific network decides, and
 * deny between equals. What we deny by ourselves gives way to an allow that is as specific.
 */
public final class PeerRules {
  private static final Verdict ALLOWED = new Verdict.Allowed();
  private static final Verdict OWN = new Verdict.OwnAddress();

  private record Rule(Network network, String name) {}

  private static final List<Rule> DEFAULTS =
      List.of(
          rule("0.0.0.0/8", "this network"),
          rule("10.0.0.0/8", "private"),
          rule("100.64.0.0/10", "carrier-grade NAT"),
          rule("127.0.0.0/8", "loopback"),
          rule("169.254.0.0/16", "link-local and cloud metadata"),
          rule("172.16.0.0/12", "private"),
          rule("192.0.0.0/24", "protocol assignments and cloud metadata"),
          rule("192.88.99.0/24", "6to4 relays"),
          rule("192.168.0.0/16", "private"),
          rule("224.0.0.0/4", "multicast"),
          rule("240.0.0.0/4", "reserved and broadcast"),
          rule("168.63.129.16/32", "cloud metadata"),
          rule("::/128", "unspecified"),
          rule("::1/128", "loopback"),
          rule("64:ff9b:1::/48", "local NAT64"),
          rule("100::/64", "discard"),
          rule("fc00::/7", "unique local"),
          rule("fe80::/10", "link-local"),
          rule("fec0::/10", "site-local"),
          rule("ff00::/8", "multicast"));

  private final List<Rule> allow;
  private final List<Rule> deny;
  private final List<Rule> defaults;
  private final Set<IpAddress> served;

  /**
   * @param allow {@code turn.peers.allow}
   * @param deny {@code turn.peers.deny}
   * @param own all addresses of this machine, and those by which it is reached from outside
   * @param served those of them at which relays and media are: some of their ports may be peers
   */
  public PeerRules(
      List<Network> allow,
      List<Network> deny,
      Collection<IpAddress> own,
      Collection<IpAddress> served) {
    this.allow = allow.stream().map(n -> new Rule(n, "turn.peers.allow " + n)).toList();
    this.deny = deny.stream().map(n -> new Rule(n, "turn.peers.deny " + n)).toList();
    this.defaults = new ArrayList<>(DEFAULTS);
    for (IpAddress address : own) {
      // Loopback ones have their rule, which is to be opened by one network in the setting.
      if (!address.toInetAddress().isLoopbackAddress()) {
        defaults.add(new Rule(Network.of(address), "own address " + address));
      }
    }
    this.served = new HashSet<>(served);
  }

  /** The verdict on the address and on every IPv4 address that it embeds: one denial is enough. */
  public Verdict judge(IpAddress peer) {
    Verdict verdict = judgeForm(peer);
    for (IpAddress form : peer.embedded()) {
      // Our own ports are reached by our own addresses, not by detours.
      if (verdict.equals(ALLOWED) && !judgeForm(form).equals(ALLOWED)) {
        verdict =
            judgeForm(form) instanceof Verdict.Denied denied
                ? denied
                : new Verdict.Denied("own address " + form + " embedded in IPv6");
      }
    }
    return verdict;
  }

  private Verdict judgeForm(IpAddress address) {
    Rule allowed = mostSpecific(allow, address);
    Rule denied = mostSpecific(deny, address);
    int allowedBits = allowed == null ? -1 : allowed.network().prefix();
    if (denied != null && denied.network().prefix() >= allowedBits) {
      return new Verdict.Denied(denied.name());
    }
    Rule byDefault = mostSpecific(defaults, address);
    if (byDefault != null && byDefault.network().prefix() > allowedBits) {
      return served.contains(address) ? OWN : new Verdict.Denied(byDefault.name());
    }
    return ALLOWED;
  }

  private static @Nullable Rule mostSpecific(List<Rule> rules, IpAddress address) {
    Rule best = null;
    for (Rule rule : rules) {
      if (rule.network().contains(address)
          && (best == null || rule.network().prefix() > best.network().prefix())) {
        best = rule;
      }
    }
    return best;
  }

  private static Rule rule(String network, String name) {
    return new Rule(Network.parse(network), "default, " + name + " " + network);
  }
}
