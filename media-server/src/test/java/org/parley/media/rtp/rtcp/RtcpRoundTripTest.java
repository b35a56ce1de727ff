package org.parley.media.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.rtp.rtcp.ExtendedReport.DelaySinceLastReceiverReport;
import org.parley.media.rtp.rtcp.ExtendedReport.ReceiverReferenceTime;

/** Compounds of random packets are read as they were written. */
class RtcpRoundTripTest {
  private Random random = new Random();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsWrittenIsRead(long seed) {
    random = new Random(seed);
    ByteBuf out = Unpooled.buffer();
    for (int round = 0; round < 500; round++) {
      List<RtcpPacket> compound = list(1 + random.nextInt(6), this::packet);
      out.clear();
      RtcpWriter.write(out, compound);

      assertEquals(0, out.readableBytes() % 4);
      assertEquals(compound, RtcpReader.read(out));
    }
  }

  private RtcpPacket packet() {
    return switch (random.nextInt(10)) {
      case 0 ->
          new SenderReport(
              random.nextInt(),
              random.nextLong(),
              random.nextInt(),
              random.nextInt(),
              random.nextInt(),
              list(random.nextInt(32), this::block));
      case 1 -> new ReceiverReport(random.nextInt(), list(random.nextInt(32), this::block));
      case 2 -> new SourceDescription(list(random.nextInt(6), this::chunk));
      case 3 -> new Goodbye(list(random.nextInt(32), random::nextInt), text());
      case 4 -> new GenericNack(random.nextInt(), random.nextInt(), ascendingNumbers());
      case 5 -> new PictureLossIndication(random.nextInt(), random.nextInt());
      case 6 -> new FullIntraRequest(random.nextInt(), list(1 + random.nextInt(5), this::entry));
      case 7 -> feedback();
      case 8 ->
          new ReceiverEstimatedMaximumBitrate(
              random.nextInt(),
              (long) random.nextInt(1 << 18) << random.nextInt(45),
              list(random.nextInt(256), random::nextInt));
      default -> new ExtendedReport(random.nextInt(), list(random.nextInt(4), this::reportBlock));
    };
  }

  private ReportBlock block() {
    return new ReportBlock(
        random.nextInt(),
        random.nextInt(256),
        random.nextInt(1 << 24) - (1 << 23),
        random.nextInt(),
        random.nextInt(),
        random.nextInt(),
        random.nextInt());
  }

  private SourceDescription.Chunk chunk() {
    return new SourceDescription.Chunk(
        random.nextInt(),
        list(random.nextInt(4), () -> new SourceDescription.Item(1 + random.nextInt(255), text())));
  }

  private FullIntraRequest.Entry entry() {
    return new FullIntraRequest.Entry(random.nextInt(), random.nextInt(256));
  }

  private ExtendedReport.Block reportBlock() {
    return random.nextBoolean()
        ? new ReceiverReferenceTime(random.nextLong())
        : new DelaySinceLastReceiverReport(
            list(
                random.nextInt(4),
                () ->
                    new DelaySinceLastReceiverReport.Entry(
                        random.nextInt(), random.nextInt(), random.nextInt())));
  }

  private int[] ascendingNumbers() {
    int[] numbers = new int[1 + random.nextInt(200)];
    int number = random.nextInt(65_536);
    int gap = 1 + random.nextInt(40);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number;
      number = (number + 1 + random.nextInt(gap)) & 0xFFFF;
    }
    return numbers;
  }

  /** Stretches of loss, of regular arrival and of chaos, so that every kind of chunk is used. */
  private TransportFeedback feedback() {
    int[] deltas = new int[1 + random.nextInt(random.nextInt(10) == 0 ? 10_000 : 200)];
    int filled = 0;
    while (filled < deltas.length) {
      int end = Math.min(deltas.length, filled + 1 + random.nextInt(deltas.length));
      int mood = random.nextInt(4);
      for (; filled < end; filled++) {
        deltas[filled] =
            switch (mood) {
              case 0 -> TransportFeedback.NOT_RECEIVED;
              case 1 -> random.nextInt(256);
              case 2 -> random.nextInt(65_536) - 32_768;
              default -> random.nextBoolean() ? 4 : TransportFeedback.NOT_RECEIVED;
            };
      }
    }
    return new TransportFeedback(
        random.nextInt(),
        random.nextInt(),
        random.nextInt(65_536),
        random.nextInt(1 << 24) - (1 << 23),
        random.nextInt(256),
        deltas);
  }

  private String text() {
    int[] points = random.ints(random.nextInt(60), 1, 0x800).toArray();
    return new String(points, 0, points.length);
  }

  private static <T> List<T> list(int size, Supplier<? extends T> element) {
    return Stream.generate(element).limit(size).<T>map(e -> e).toList();
  }
}
