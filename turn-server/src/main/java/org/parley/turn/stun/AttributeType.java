package org.parley.turn.stun;

/**
 * Attribute numbers: RFC 8489 §18.3, RFC 8656 §18, RFC 8445 §20.1, RFC 6062 §6.2, RFC 8016, RFC
 * 5780 §9.
 */
final class AttributeType {
  static final int MAPPED_ADDRESS = 0x0001;
  static final int CHANGE_REQUEST = 0x0003;
  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int UNKNOWN_ATTRIBUTES = 0x000A;
  static final int CHANNEL_NUMBER = 0x000C;
  static final int LIFETIME = 0x000D;
  static final int XOR_PEER_ADDRESS = 0x0012;
  static final int DATA = 0x0013;
  static final int REALM = 0x0014;
  static final int NONCE = 0x0015;
  static final int XOR_RELAYED_ADDRESS = 0x0016;
  static final int REQUESTED_ADDRESS_FAMILY = 0x0017;
  static final int EVEN_PORT = 0x0018;
  static final int REQUESTED_TRANSPORT = 0x0019;
  static final int DONT_FRAGMENT = 0x001A;
  static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
  static final int PASSWORD_ALGORITHM = 0x001D;
  static final int USERHASH = 0x001E;
  static final int XOR_MAPPED_ADDRESS = 0x0020;
  static final int RESERVATION_TOKEN = 0x0022;
  static final int PRIORITY = 0x0024;
  static final int USE_CANDIDATE = 0x0025;
  static final int PADDING = 0x0026;
  static final int RESPONSE_PORT = 0x0027;
  static final int CONNECTION_ID = 0x002A;
  static final int ADDITIONAL_ADDRESS_FAMILY = 0x8000;
  static final int ADDRESS_ERROR_CODE = 0x8001;
  static final int PASSWORD_ALGORITHMS = 0x8002;
  static final int ALTERNATE_DOMAIN = 0x8003;
  static final int ICMP = 0x8004;
  static final int SOFTWARE = 0x8022;
  static final int ALTERNATE_SERVER = 0x8023;
  static final int FINGERPRINT = 0x8028;
  static final int ICE_CONTROLLED = 0x8029;
  static final int ICE_CONTROLLING = 0x802A;

  static final int RESPONSE_ORIGIN = 0x802B;
  static final int OTHER_ADDRESS = 0x802C;
  static final int MOBILITY_TICKET = 0x8030;

  private AttributeType() {}

  /** Those of NAT behaviour discovery that must be comprehended; {@link #known} leaves them out. */
  static boolean ofDiscovery(int type) {
    return type == CHANGE_REQUEST || type == PADDING || type == RESPONSE_PORT;
  }

  static boolean known(int type) {
    return switch (type) {
      case MAPPED_ADDRESS,
          USERNAME,
          MESSAGE_INTEGRITY,
          ERROR_CODE,
          UNKNOWN_ATTRIBUTES,
          CHANNEL_NUMBER,
          LIFETIME,
          XOR_PEER_ADDRESS,
          DATA,
          REALM,
          NONCE,
          XOR_RELAYED_ADDRESS,
          REQUESTED_ADDRESS_FAMILY,
          EVEN_PORT,
          REQUESTED_TRANSPORT,
          DONT_FRAGMENT,
          MESSAGE_INTEGRITY_SHA256,
          PASSWORD_ALGORITHM,
          USERHASH,
          XOR_MAPPED_ADDRESS,
          RESERVATION_TOKEN,
          PRIORITY,
          USE_CANDIDATE,
          CONNECTION_ID ->
          true;
      default -> false;
    };
  }
}
