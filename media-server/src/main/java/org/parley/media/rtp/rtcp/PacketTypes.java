package org.parley.media.rtp.rtcp;

/** Packet types and feedback message types, as IANA registers them. */
final class PacketTypes {
  static final int SENDER_REPORT = 200;
  static final int RECEIVER_REPORT = 201;
  static final int SOURCE_DESCRIPTION = 202;
  static final int GOODBYE = 203;

  /** RFC 4585 section 6.2. */
  static final int TRANSPORT_LAYER_FEEDBACK = 205;

  static final int FMT_GENERIC_NACK = 1;
  static final int FMT_TRANSPORT_CC = 15;

  /** RFC 4585 section 6.3. */
  static final int PAYLOAD_SPECIFIC_FEEDBACK = 206;

  static final int FMT_PICTURE_LOSS_INDICATION = 1;
  static final int FMT_FULL_INTRA_REQUEST = 4;
  static final int FMT_APPLICATION_LAYER = 15;

  /** RFC 3611. */
  static final int EXTENDED_REPORT = 207;

  /** "REMB" in ASCII, the application that FMT 15 is used for. */
  static final int REMB_IDENTIFIER = 0x52454D42;

  static final int MAX_COUNT = 31;

  private PacketTypes() {}
}
