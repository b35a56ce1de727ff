package org.parley.turn.attack;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.parley.turn.conformance.MessageBuilder;
import org.parley.turn.conformance.Request;
import org.parley.turn.conformance.Stun;
import org.parley.turn.conformance.TestClient;

/** Messages that nobody should send. */
final class Mutations {
  private static final int[] METHODS = {
    Stun.BINDING,
    Stun.ALLOCATE,
    Stun.REFRESH,
    Stun.CREATE_PERMISSION,
    Stun.CHANNEL_BIND,
    Stun.CONNECT,
    Stun.CONNECTION_BIND
  };
  private static final int[] TYPES = {
    0x0001, 0x0003, 0x0006, 0x0008, 0x0009, 0x000A, 0x000C, 0x000D, 0x0012, 0x0013, 0x0014, 0x0015,
    0x0016, 0x0017, 0x0018, 0x0019, 0x001A, 0x001C, 0x001D, 0x001E, 0x0020, 0x0022, 0x0024, 0x0025,
    0x0026, 0x0027, 0x002A, 0x7F01, 0x8000, 0x8001, 0x8002, 0x8003, 0x8004, 0x8022, 0x8023, 0x8028,
    0x8029, 0x802A, 0x802B, 0x802C, 0x8030, 0xFF01
  };

  private final Random random;
  private final InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 9);

  Mutations(long seed) {
    random = new Random(seed);
  }

  /** The next: bytes changed in what was right, or right bytes of what makes no sense. */
  byte[] next(TestClient client) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> changed(seed(client));
      case 3, 4, 5 -> senseless(client);
      case 6 -> noise();
      default -> changed(changed(seed(client)));
    };
  }

  private byte[] seed(TestClient client) {
    List<byte[]> seeds =
        List.of(
            MessageBuilder.request(Stun.BINDING).text(Stun.SOFTWARE, "x").fingerprint().bytes(),
            client.allocate().bytes(),
            client.allocate().attribute(Stun.EVEN_PORT, (byte) 0x80).bytes(),
            client.refresh(600).bytes(),
            client.permit(peer, peer).bytes(),
            client.bind(0x4000, peer).bytes(),
            MessageBuilder.indication(Stun.SEND).peer(peer).text(Stun.DATA, "data").bytes(),
            TestClient.channelData(0x4000, 8, new byte[8]));
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] changed(byte[] message) {
    byte[] changed = message.clone();
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = 0; i <= random.nextInt(4); i++) {
          changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      case 2 -> changed = Arrays.copyOf(changed, random.nextInt(changed.length) + 1);
      case 3 -> changed = Arrays.copyOf(changed, changed.length + 1 + random.nextInt(40));
      case 4 -> {
        // A length of an attribute, most likely.
        int at = 20 + 2 * random.nextInt(Math.max(1, (changed.length - 20) / 2));
        if (at + 1 < changed.length) {
          changed[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
          changed[at + 1] = (byte) random.nextInt(256);
        }
      }
      default -> {
        int from = random.nextInt(changed.length);
        int to = random.nextInt(changed.length);
        int length = Math.min(random.nextInt(24), changed.length - Math.max(from, to));
        System.arraycopy(message, from, changed, to, length);
      }
    }
    return changed;
  }

  /** Any attributes in any order, under a right integrity: they reach the core. */
  private byte[] senseless(TestClient client) {
    Request request = client.request(METHODS[random.nextInt(METHODS.length)]);
    if (random.nextBoolean()) {
      request.transport(random.nextInt(8) == 0 ? random.nextInt(256) : Stun.UDP);
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      byte[] value = new byte[random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(6) * 4];
      random.nextBytes(value);
      if (value.length > 1 && random.nextBoolean()) {
        value[0] = 0;
        value[1] = (byte) (1 + random.nextInt(2));
      }
      request.attribute(TYPES[random.nextInt(TYPES.length)], value);
    }
    return random.nextInt(5) == 0 ? request.unsigned().bytes() : request.bytes();
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    if (noise.length > 8 && random.nextBoolean()) {
      noise[0] &= 0x3F;
      noise[4] = 0x21;
      noise[5] = 0x12;
      noise[6] = (byte) 0xA4;
      noise[7] = 0x42;
    }
    return noise;
  }
}
