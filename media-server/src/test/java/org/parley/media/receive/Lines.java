package org.parley.media.receive;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parley.media.api.Codec;
import org.parley.media.api.CodecType;
import org.parley.media.api.HeaderExtension;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.Rid;
import org.parley.media.api.RtcpFeedback;
import org.parley.media.api.TrackId;

/** Negotiated m-lines for tests. */
public final class Lines {
  public static final int MID_ID = 4;
  public static final int RID_ID = 10;
  public static final int REPAIRED_ID = 11;

  private static final List<HeaderExtension> EXTENSIONS =
      List.of(
          new HeaderExtension(MID_ID, HeaderExtensionType.MID),
          new HeaderExtension(RID_ID, HeaderExtensionType.RTP_STREAM_ID),
          new HeaderExtension(REPAIRED_ID, HeaderExtensionType.REPAIRED_RTP_STREAM_ID));

  private Lines() {}

  public static NegotiatedCodec vp8(int payloadType) {
    return new NegotiatedCodec(
        payloadType,
        new Codec(CodecType.VP8, 90_000, 1, Map.of()),
        payloadType + 1,
        Set.of(RtcpFeedback.NACK, RtcpFeedback.NACK_PLI));
  }

  public static NegotiatedCodec opus(int payloadType) {
    return new NegotiatedCodec(
        payloadType, new Codec(CodecType.OPUS, 48_000, 2, Map.of()), -1, Set.of());
  }

  public static MediaLine camera(String mid, TrackId track, String... rids) {
    return new MediaLine(
        new Mid(mid),
        MediaKind.VIDEO,
        track,
        null,
        List.of(vp8(96)),
        EXTENSIONS,
        Arrays.stream(rids).map(Rid::new).toList(),
        List.of(),
        true);
  }

  public static MediaLine microphone(String mid, TrackId track) {
    return new MediaLine(
        new Mid(mid),
        MediaKind.AUDIO,
        track,
        null,
        List.of(opus(111)),
        EXTENSIONS,
        List.of(),
        List.of(),
        true);
  }

  public static MediaLine slot(String mid, MediaKind kind, int ssrc, NegotiatedCodec... codecs) {
    return new MediaLine(
        new Mid(mid),
        kind,
        null,
        new MediaLine.Slot(ssrc, ssrc + 1, "cname"),
        List.of(codecs),
        List.of(new HeaderExtension(9, HeaderExtensionType.MID)),
        List.of(),
        List.of(),
        true);
  }
}
