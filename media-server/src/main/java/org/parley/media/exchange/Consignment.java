package org.parley.media.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.ChannelEvent;

/**
 * A message on its way to the members of one exchange: it keeps a part of its sender's window until
 * all of them have taken it. What was given to another exchange counts there once more.
 */
final class Consignment {
  /** Who gets the part of the window back. */
  private sealed interface Source {}

  private record Sender(Member member, ChannelEvent.Message message) implements Source {}

  private record Elsewhere(Exchange here, int exchange, Consignment there) implements Source {}

  private record Control() implements Source {}

  private static final Control CONTROL = new Control();

  /** What the objects around a message from the control side take, about. */
  private static final int OVERHEAD = 256;

  final boolean text;
  final byte[] payload;

  /** Who sent it; empty for the control side. */
  final String address;

  /** Where the sender is; null for the control side. */
  final @Nullable Seat origin;

  /** What it takes of the sender's window. */
  final int charge;

  private final Source source;
  private int holds = 1;
  private byte @Nullable [] signed;

  private Consignment(
      boolean text,
      byte[] payload,
      String address,
      @Nullable Seat origin,
      int charge,
      Source source) {
    this.text = text;
    this.payload = payload;
    this.address = address;
    this.origin = origin;
    this.charge = charge;
    this.source = source;
  }

  static Consignment of(Member sender, ChannelEvent.Message message) {
    return new Consignment(
        message.text(),
        message.payload(),
        sender.address(),
        sender.seat(),
        message.receipt().charge(),
        new Sender(sender, message));
  }

  static Consignment ofControl(byte[] text) {
    return new Consignment(true, text, "", null, text.length + OVERHEAD, CONTROL);
  }

  /** The same on the loop that it was given to. */
  Consignment arrived(Exchange here, int from) {
    return new Consignment(text, payload, address, origin, charge, new Elsewhere(here, from, this));
  }

  /** One more has it and will {@link #letGo}; whoever makes a consignment has it first. */
  void hold() {
    holds++;
  }

  void letGo() {
    if (--holds > 0) {
      return;
    }
    switch (source) {
      case Sender(Member member, ChannelEvent.Message message) -> member.release(message);
      case Elsewhere(Exchange here, int exchange, Consignment there) ->
          here.send(exchange, new Note.Taken(there));
      case Control _ -> {}
    }
  }

  /** With the sender's address before it: a line of text, or its length and itself. */
  byte[] signed() {
    byte[] known = signed;
    if (known == null) {
      known = sign();
      signed = known;
    }
    return known;
  }

  private byte[] sign() {
    byte[] id = address.getBytes(US_ASCII);
    byte[] whole = new byte[1 + id.length + payload.length];
    if (text) {
      System.arraycopy(id, 0, whole, 0, id.length);
      whole[id.length] = '\n';
    } else {
      whole[0] = (byte) id.length;
      System.arraycopy(id, 0, whole, 1, id.length);
    }
    System.arraycopy(payload, 0, whole, 1 + id.length, payload.length);
    return whole;
  }
}
