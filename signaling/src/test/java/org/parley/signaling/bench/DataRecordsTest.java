package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataRecordsTest {
  private final SplittableRandom random = new SplittableRandom(5);
  private final List<byte[]> arrived = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void whatOneSideSealsTheOtherOpensOnce(int keyLength) {
    byte[] block = new byte[2 * (keyLength + DataRecords.IMPLICIT_NONCE)];
    random.nextBytes(block);
    DataRecords client = DataRecords.of(new DataRecords.KeyBlock(block, keyLength));
    DataRecords server =
        DataRecords.of(new DataRecords.KeyBlock(mirror(block, keyLength), keyLength));
    byte[] first = new byte[1188];
    byte[] second = new byte[] {1};
    random.nextBytes(first);
    ByteBuf datagram = Unpooled.buffer();
    client.seal(Unpooled.wrappedBuffer(first), datagram);
    assertEquals(13 + 8 + first.length + 16, datagram.readableBytes());
    client.seal(Unpooled.wrappedBuffer(second), datagram);
    client.sealClose(datagram);

    server.open(datagram, this::keep);

    assertEquals(2, arrived.size());
    assertArrayEquals(first, arrived.getFirst());
    assertArrayEquals(second, arrived.getLast());
    assertEquals(0, server.rejected());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 10, 13, 20, 25, 60})
  void whatWasChangedOnTheWayIsRejected(int changed) {
    byte[] block = new byte[2 * (16 + DataRecords.IMPLICIT_NONCE)];
    random.nextBytes(block);
    DataRecords client = DataRecords.of(new DataRecords.KeyBlock(block, 16));
    DataRecords server = DataRecords.of(new DataRecords.KeyBlock(mirror(block, 16), 16));
    ByteBuf datagram = Unpooled.buffer();
    client.seal(Unpooled.wrappedBuffer(new byte[32]), datagram);
    datagram.setByte(changed, datagram.getByte(changed) ^ 1);

    server.open(datagram, this::keep);

    assertEquals(List.of(), arrived);
  }

  private void keep(byte[] bytes, int length) {
    arrived.add(Arrays.copyOf(bytes, length));
  }

  /** The server's view of the same keys. */
  private static byte[] mirror(byte[] block, int keyLength) {
    byte[] mirrored = block.clone();
    int nonce = DataRecords.IMPLICIT_NONCE;
    System.arraycopy(block, 0, mirrored, keyLength, keyLength);
    System.arraycopy(block, keyLength, mirrored, 0, keyLength);
    System.arraycopy(block, 2 * keyLength, mirrored, 2 * keyLength + nonce, nonce);
    System.arraycopy(block, 2 * keyLength + nonce, mirrored, 2 * keyLength, nonce);
    return mirrored;
  }
}
