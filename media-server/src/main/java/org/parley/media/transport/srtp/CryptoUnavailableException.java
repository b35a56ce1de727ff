package org.parley.media.transport.srtp;

/** A provider of cryptography cannot be used on this machine; the message is the reason. */
public final class CryptoUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  CryptoUnavailableException(String reason) {
    super(reason);
  }

  CryptoUnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
