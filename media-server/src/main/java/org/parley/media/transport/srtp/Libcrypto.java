package org.parley.media.transport.srtp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The functions of libcrypto. Pointers are addresses, because wrapping them would allocate. To be
 * loaded only after {@link LibcryptoLibrary#find} found the library.
 *
 * <p>What runs per packet is called without the transition to native code, which would have to be
 * made five times: a packet takes less than a microsecond, and nothing in it blocks or calls back.
 */
final class Libcrypto {
  private static final int GET_TAG = 0x10;
  private static final int SET_TAG = 0x11;
  private static final int TAG_LENGTH = 16;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = library();

  private static final MethodHandle VERSION =
      bind("OpenSSL_version", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
  private static final MethodHandle CONTEXT_NEW =
      bind("EVP_CIPHER_CTX_new", FunctionDescriptor.of(JAVA_LONG));
  private static final MethodHandle CONTEXT_FREE =
      bind("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(JAVA_LONG));
  private static final MethodHandle INIT =
      perPacket(
          "EVP_CipherInit_ex", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle UPDATE =
      perPacket("EVP_CipherUpdate", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle FINAL =
      perPacket("EVP_CipherFinal_ex", JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SHA1_INIT = perPacket("SHA1_Init", JAVA_LONG);
  private static final MethodHandle SHA1_UPDATE =
      perPacket("SHA1_Update", JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SHA1_FINAL = perPacket("SHA1_Final", JAVA_LONG, JAVA_LONG);

  /**
   * Whether tags go by OSSL_PARAM, which OpenSSL 3 has: its EVP_CIPHER_CTX_ctrl makes such ones
   * anew each time, for 20 ns.
   */
  static final boolean HAS_PARAMETERS =
      LIBRARY.find("EVP_CIPHER_CTX_get_params").isPresent()
          && LIBRARY.find("EVP_CIPHER_CTX_set_params").isPresent();

  private static final MethodHandle TAKE_TAG = tag("EVP_CIPHER_CTX_get_params", GET_TAG);
  private static final MethodHandle GIVE_TAG = tag("EVP_CIPHER_CTX_set_params", SET_TAG);

  /** Addresses of the EVP_CIPHERs. */
  static final long AES_128_GCM = cipher("EVP_aes_128_gcm");

  static final long AES_256_GCM = cipher("EVP_aes_256_gcm");
  static final long AES_128_CTR = cipher("EVP_aes_128_ctr");

  private Libcrypto() {}

  private static SymbolLookup library() {
    try {
      return LibcryptoLibrary.find(LibcryptoLibrary.FILES);
    } catch (CryptoUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle bind(
      String symbol, FunctionDescriptor function, Linker.Option... options) {
    return LINKER.downcallHandle(LIBRARY.find(symbol).orElseThrow(), function, options);
  }

  private static MethodHandle perPacket(String symbol, MemoryLayout... arguments) {
    return bind(symbol, FunctionDescriptor.of(JAVA_INT, arguments), Linker.Option.critical(false));
  }

  /** Takes a context, and the address of the parameters or, without such, of the tag itself. */
  private static MethodHandle tag(String byParameters, int control) {
    return HAS_PARAMETERS
        ? perPacket(byParameters, JAVA_LONG, JAVA_LONG)
        : MethodHandles.insertArguments(
            perPacket("EVP_CIPHER_CTX_ctrl", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG),
            1,
            control,
            TAG_LENGTH);
  }

  private static long cipher(String symbol) {
    try {
      return (long) bind(symbol, FunctionDescriptor.of(JAVA_LONG)).invokeExact();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Name and number, without the date. */
  static String version() {
    try {
      long text = (long) VERSION.invokeExact(0);
      String[] words = MemorySegment.ofAddress(text).reinterpret(256).getString(0).split(" ", 3);
      return words.length < 2 ? words[0] : words[0] + " " + words[1];
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static long newContext() {
    try {
      return (long) CONTEXT_NEW.invokeExact();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void freeContext(long context) {
    try {
      CONTEXT_FREE.invokeExact(context);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Zero addresses keep what is set. */
  static void init(long context, long cipher, long key, long iv, int encrypt) {
    try {
      require((int) INIT.invokeExact(context, cipher, 0L, key, iv, encrypt));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * @param out zero for associated data
   * @param written takes an int
   */
  static void update(long context, long out, long written, long in, int length) {
    try {
      require((int) UPDATE.invokeExact(context, out, written, in, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** False if the tag that was given is wrong. */
  static boolean finish(long context, long out, long written) {
    try {
      return (int) FINAL.invokeExact(context, out, written) > 0;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void takeTag(long context, long place) {
    try {
      require((int) TAKE_TAG.invokeExact(context, place));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void giveTag(long context, long place) {
    try {
      require((int) GIVE_TAG.invokeExact(context, place));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void sha1Init(long state) {
    try {
      require((int) SHA1_INIT.invokeExact(state));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void sha1Update(long state, long data, long length) {
    try {
      require((int) SHA1_UPDATE.invokeExact(state, data, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void sha1Final(long digest, long state) {
    try {
      require((int) SHA1_FINAL.invokeExact(digest, state));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static void require(int result) {
    if (result <= 0) {
      throw new IllegalStateException("libcrypto refuses a call with valid arguments");
    }
  }

  private static RuntimeException failed(Throwable cause) {
    return cause instanceof RuntimeException own
        ? own
        : new IllegalStateException("libcrypto cannot be called", cause);
  }
}
