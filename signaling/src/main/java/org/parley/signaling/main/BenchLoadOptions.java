package org.parley.signaling.main;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.BenchOptions;
import org.parley.signaling.bench.Video;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Who joins, and what is sent. */
final class BenchLoadOptions {
  @Option(names = "--rooms", defaultValue = "1", description = "Rooms (${DEFAULT-VALUE}).")
  private int rooms = 1;

  @Option(
      names = "--publishers",
      defaultValue = "1",
      description = "Publishers in every room (${DEFAULT-VALUE}).")
  private int publishers = 1;

  @Option(
      names = "--subscribers",
      defaultValue = "10",
      description = "Subscribers of every publisher (${DEFAULT-VALUE}).")
  private int subscribers = 10;

  @Option(
      names = "--mesh",
      paramLabel = "N",
      description =
          "Rooms of N who all publish and watch all others (N publishers with N-1"
              + " subscribers each).")
  private @Nullable Integer mesh;

  @Option(names = "--fps", defaultValue = "30", description = "Frames a second (${DEFAULT-VALUE}).")
  private int fps = 30;

  @Option(
      names = "--bytes",
      defaultValue = "1150",
      description = "RTP payload of every video packet (${DEFAULT-VALUE}).")
  private int bytes = 1150;

  @ArgGroup private @Nullable Rate rate;

  @Option(
      names = "--layers",
      defaultValue = "1",
      description = "Simulcast layers, 1 to 3; each has a quarter of the next one's rate.")
  private int layers = 1;

  @Option(names = "--audio", description = "Publishers send audio as well, 50 packets a second.")
  private boolean audio;

  @Option(
      names = "--nack",
      description = "Losses are asked for and repaired by RTX, as browsers do.")
  private boolean nack;

  @Option(
      names = "--srtp",
      defaultValue = "gcm",
      description = "SRTP profile: gcm or cm (${DEFAULT-VALUE}).")
  private BenchOptions.Srtp srtp = BenchOptions.Srtp.GCM;

  @Option(
      names = "--joins-at-once",
      paramLabel = "N",
      defaultValue = "10",
      description = "Joins that are under way at the same time (${DEFAULT-VALUE}).")
  private int joinsAtOnce = 10;

  @Option(
      names = "--room-prefix",
      paramLabel = "NAME",
      defaultValue = "bench",
      description = "Rooms are called NAME-0, NAME-1, ... (${DEFAULT-VALUE}).")
  private String roomPrefix = "bench";

  /** One of them, or 10 packets a frame. */
  private static final class Rate {
    @Option(
        names = "--bitrate",
        paramLabel = "RATE",
        converter = Bits.class,
        description =
            "Of every publisher's video, such as 500k or 2M bit/s; with --layers of the"
                + " highest one.")
    private @Nullable Long bitrate;

    @Option(
        names = "--packets-per-second",
        paramLabel = "N",
        description = "Of every publisher's video; with --layers of the highest one.")
    private @Nullable Integer packetsPerSecond;

    @Option(
        names = "--packets-per-frame",
        paramLabel = "N",
        description = "Of every frame; with --layers of the highest one (default: 10).")
    private @Nullable Integer packetsPerFrame;
  }

  BenchOptions.Srtp srtp() {
    return srtp;
  }

  BenchOptions.Load load() {
    int joining = mesh == null ? publishers : mesh;
    int watching = mesh == null ? subscribers : mesh - 1;
    return new BenchOptions.Load(
        rooms, joining, watching, video(), audio, nack, roomPrefix, joinsAtOnce);
  }

  private Video video() {
    Rate chosen = rate == null ? new Rate() : rate;
    if (chosen.bitrate != null) {
      return Video.ofBitrate(fps, chosen.bitrate, bytes, layers);
    }
    if (chosen.packetsPerSecond != null) {
      return new Video(fps, chosen.packetsPerSecond, bytes, layers);
    }
    int perFrame = chosen.packetsPerFrame == null ? 10 : chosen.packetsPerFrame;
    return new Video(fps, (double) perFrame * fps, bytes, layers);
  }

  /** Rates such as 800000, 500k, 2M, 2.5M. */
  static final class Bits implements ITypeConverter<Long> {
    private static final Pattern RATE = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)([kKmM]?)");

    @Override
    public Long convert(String text) {
      Matcher rate = RATE.matcher(text);
      if (!rate.matches()) {
        throw new TypeConversionException("'" + text + "' is no rate such as 500k or 2M");
      }
      double unit =
          switch (rate.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 1e3;
            case "m" -> 1e6;
            default -> 1;
          };
      return Math.round(Double.parseDouble(rate.group(1)) * unit);
    }
  }
}
