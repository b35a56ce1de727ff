package org.parley.media.transport.srtp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An EVP_CIPHER_CTX of libcrypto, whose key is set up once; each packet brings its initialization
 * vector. Not to be used after {@link #free}, which throws then instead of touching freed memory.
 */
final class CipherContext {
  static final int TAG_LENGTH = 16;

  private static final int OSSL_PARAM_OCTET_STRING = 5;

  /*
   * Memory of a context: initialization vector, what libcrypto says it has written, the name of
   * the parameter, the block for a result that is empty, and an array of two OSSL_PARAM:
   *
   *   key (8) | type (4), gap (4) | data (8) | length of data (8) | length returned (8)
   *
   * Behind them lies associated data that is nowhere else.
   */
  private static final int IV = 0;
  private static final int WRITTEN = 16;
  private static final int NAME = 24;
  private static final int REST = 32;
  private static final int PARAMETERS = 48;
  private static final int PARAMETER_DATA = PARAMETERS + 16;
  private static final int ASSOCIATED = PARAMETERS + 2 * 40;
  private static final int ASSOCIATED_LENGTH = 13;
  private static final int LENGTH = ASSOCIATED + 16;

  private static final ValueLayout.OfLong BIG_LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BIG_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  private final LibcryptoProvider owner;
  private long memory;
  private long context;

  /**
   * @param cipher one of the addresses in {@link Libcrypto}
   */
  CipherContext(
      LibcryptoProvider owner, long cipher, byte[] key, CryptoProvider.Direction direction) {
    this.owner = owner;
    memory = NativeMemory.allocate(LENGTH);
    context = Libcrypto.newContext();
    if (context == 0) {
      throw new OutOfMemoryError("libcrypto has no memory for a cipher");
    }
    owner.contextOpened();
    // The key lies where the parameters will, so that they overwrite it.
    NativeMemory.put(memory + PARAMETERS, key);
    int encrypt = direction == CryptoProvider.Direction.SEAL ? 1 : 0;
    Libcrypto.init(context, cipher, memory + PARAMETERS, 0, encrypt);
    NativeMemory.ALL.asSlice(memory + PARAMETERS, key.length).fill((byte) 0);
    NativeMemory.put(memory + NAME, new byte[] {'t', 'a', 'g', 0});
    NativeMemory.ALL.set(JAVA_LONG, memory + PARAMETERS, memory + NAME);
    NativeMemory.ALL.set(JAVA_INT, memory + PARAMETERS + 8, OSSL_PARAM_OCTET_STRING);
    NativeMemory.ALL.set(JAVA_LONG, memory + PARAMETERS + 24, TAG_LENGTH);
  }

  /** Begins a packet by a vector of twelve bytes. */
  void begin(long high, int low) {
    long place = open();
    NativeMemory.ALL.set(BIG_LONG, place + IV, high);
    NativeMemory.ALL.set(BIG_INT, place + IV + 8, low);
    Libcrypto.init(context, 0, 0, place + IV, -1);
  }

  /** Begins a packet by a vector of sixteen bytes. */
  void begin(long high, long low) {
    long place = open();
    NativeMemory.ALL.set(BIG_LONG, place + IV, high);
    NativeMemory.ALL.set(BIG_LONG, place + IV + 8, low);
    Libcrypto.init(context, 0, 0, place + IV, -1);
  }

  void authenticate(long address, int length) {
    Libcrypto.update(context, 0, memory + WRITTEN, address, length);
  }

  /**
   * Of thirteen bytes.
   *
   * @param high eight of them
   * @param low five
   */
  void authenticate(long high, long low) {
    NativeMemory.putLong(memory + ASSOCIATED, high);
    NativeMemory.putLong(memory + ASSOCIATED + 8, low << 24);
    authenticate(memory + ASSOCIATED, ASSOCIATED_LENGTH);
  }

  /** In place. */
  void crypt(long address, int length) {
    if (length > 0) {
      Libcrypto.update(context, address, memory + WRITTEN, address, length);
    }
  }

  /** Ends a packet; its tag is written to the address. */
  void seal(long tag) {
    if (!Libcrypto.finish(context, memory + REST, memory + WRITTEN)) {
      throw new IllegalStateException("libcrypto cannot seal");
    }
    Libcrypto.takeTag(context, parameters(tag));
  }

  /** Ends a packet: whether the tag at the address is its, compared in constant time. */
  boolean verify(long tag) {
    Libcrypto.giveTag(context, parameters(tag));
    return Libcrypto.finish(context, memory + REST, memory + WRITTEN);
  }

  private long parameters(long tag) {
    if (!Libcrypto.HAS_PARAMETERS) {
      return tag;
    }
    NativeMemory.ALL.set(JAVA_LONG, memory + PARAMETER_DATA, tag);
    return memory + PARAMETERS;
  }

  private long open() {
    if (context == 0) {
      throw new IllegalStateException("the keys of this transport are freed");
    }
    return memory;
  }

  /** Once; more does nothing. */
  void free() {
    if (context != 0) {
      Libcrypto.freeContext(context);
      context = 0;
      NativeMemory.free(memory, LENGTH);
      memory = 0;
      owner.contextClosed();
    }
  }
}
