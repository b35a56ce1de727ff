package org.parley.media.transport.srtp;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where libcrypto is, and whether it has what we call. */
final class LibcryptoLibrary {
  /** OpenSSL 3, 1.1.1, and whatever the development files or another vendor call so. */
  static final List<String> FILES = List.of("libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so");

  /** All but what {@link Libcrypto} can do without. */
  private static final List<String> SYMBOLS =
      List.of(
          "OpenSSL_version",
          "EVP_aes_128_gcm",
          "EVP_aes_256_gcm",
          "EVP_aes_128_ctr",
          "EVP_CIPHER_CTX_new",
          "EVP_CIPHER_CTX_free",
          "EVP_CIPHER_CTX_ctrl",
          "EVP_CipherInit_ex",
          "EVP_CipherUpdate",
          "EVP_CipherFinal_ex",
          "SHA1_Init",
          "SHA1_Update",
          "SHA1_Final");

  private LibcryptoLibrary() {}

  /**
   * @throws CryptoUnavailableException if there is none that serves; says which were tried
   */
  static SymbolLookup find(List<String> files) throws CryptoUnavailableException {
    if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
      throw new CryptoUnavailableException("libcrypto is called by addresses of 64 bits only");
    }
    for (String file : files) {
      SymbolLookup library = load(file);
      if (library != null) {
        requireSymbols(file, library);
        return library;
      }
    }
    throw new CryptoUnavailableException(
        "none of " + String.join(", ", files) + " can be loaded on this machine");
  }

  private static @Nullable SymbolLookup load(String file) throws CryptoUnavailableException {
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      return null;
    } catch (IllegalCallerException e) {
      throw new CryptoUnavailableException(
          "native access is not allowed: start java with --enable-native-access=ALL-UNNAMED", e);
    }
  }

  private static void requireSymbols(String file, SymbolLookup library)
      throws CryptoUnavailableException {
    for (String symbol : SYMBOLS) {
      if (library.find(symbol).isEmpty()) {
        throw new CryptoUnavailableException(file + " has no " + symbol);
      }
    }
  }
}
