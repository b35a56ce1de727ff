package org.parley.turn.relay;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.AddressFamily;

/** One relayed transport address: a socket that the outside opens and closes for us. */
public final class Relay {
  /** Whom the relay serves. */
  sealed interface Owner permits PendingAllocation, Allocation, Reservation, Owner.None {
    record None() implements Owner {}
  }

  private static final Owner NONE = new Owner.None();

  private final int slot;
  private final AddressFamily family;
  private final RelayProtocol protocol;
  private Owner owner = NONE;
  private @Nullable InetSocketAddress address;

  Relay(int slot, AddressFamily family, RelayProtocol protocol) {
    this.slot = slot;
    this.family = family;
    this.protocol = protocol;
  }

  /** Small, dense, and used again after the relay was closed: an index into an array of sockets. */
  public int slot() {
    return slot;
  }

  public AddressFamily family() {
    return family;
  }

  public RelayProtocol protocol() {
    return protocol;
  }

  /** What clients are told; null until the relay was opened. */
  public @Nullable InetSocketAddress address() {
    return address;
  }

  Owner owner() {
    return owner;
  }

  void own(Owner newOwner) {
    owner = newOwner;
  }

  void opened(InetSocketAddress at) {
    address = at;
  }

  void abandon() {
    owner = NONE;
  }

  @Override
  public String toString() {
    return "Relay[" + slot + ", " + address + "]";
  }
}
