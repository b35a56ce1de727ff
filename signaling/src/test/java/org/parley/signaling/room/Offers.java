package org.parley.signaling.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.parley.media.api.Mid;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.ClientMessage.OfferedTrack;
import org.parley.signaling.protocol.TrackSource;

/**
 * Small SDP offers. Lines are words such as {@code microphone}, {@code camera+} (muted) for what
 * sends, {@code audio} and {@code video} for slots, {@code data} for data channels, and {@code -}
 * for a line that is inactive.
 */
public final class Offers {
  private final String connection;
  private final String ufrag;

  private Offers(String connection, String ufrag) {
    this.connection = connection;
    this.ufrag = ufrag;
  }

  /**
   * @param connection a hexadecimal digit: names the peer connection
   */
  public static Offers from(String connection) {
    return new Offers(connection, "ufrag" + connection);
  }

  Offers restarted(String newUfrag) {
    return new Offers(connection, newUfrag);
  }

  ClientMessage.Offer message(String id, String lines) {
    List<OfferedTrack> tracks = new ArrayList<>();
    String[] words = lines.split(" ");
    for (int i = 0; i < words.length; i++) {
      String word = words[i].replace("+", "");
      if (!List.of("audio", "video", "data").contains(word) && !word.startsWith("-")) {
        TrackSource source = TrackSource.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        tracks.add(
            new OfferedTrack(
                new Mid(Integer.toString(i)), source, words[i].endsWith("+"), null, null));
      }
    }
    return new ClientMessage.Offer(id, sdp(lines), tracks);
  }

  public String sdp(String lines) {
    String[] words = lines.split(" ");
    StringBuilder sdp = new StringBuilder();
    StringBuilder group = new StringBuilder("a=group:BUNDLE");
    for (int i = 0; i < words.length; i++) {
      group.append(' ').append(i);
    }
    line(sdp, "v=0");
    line(sdp, "o=- " + (1000 + Integer.parseInt(connection, 16)) + " 2 IN IP4 127.0.0.1");
    line(sdp, "s=-");
    line(sdp, "t=0 0");
    line(sdp, group.toString());
    for (int i = 0; i < words.length; i++) {
      String word = words[i].replace("+", "");
      boolean inactive = word.startsWith("-");
      boolean slot = word.equals("audio") || word.equals("video");
      boolean audio =
          inactive
              ? word.equals("-audio")
              : List.of("audio", "microphone", "screen-audio").contains(word);
      boolean data = word.equals("data");
      if (data) {
        line(sdp, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
      } else {
        line(
            sdp, "m=" + (audio ? "audio" : "video") + " 9 UDP/TLS/RTP/SAVPF " + (audio ? 111 : 96));
      }
      line(sdp, "c=IN IP4 0.0.0.0");
      line(sdp, "a=ice-ufrag:" + ufrag);
      line(sdp, "a=ice-pwd:0123456789abcdef01234567");
      line(sdp, "a=fingerprint:sha-256 " + ("A" + connection + ":").repeat(31) + "00");
      line(sdp, "a=setup:actpass");
      line(sdp, "a=mid:" + i);
      if (data) {
        line(sdp, "a=sctp-port:5000");
        continue;
      }
      line(sdp, inactive ? "a=inactive" : slot ? "a=recvonly" : "a=sendonly");
      line(sdp, "a=rtcp-mux");
      line(sdp, audio ? "a=rtpmap:111 opus/48000/2" : "a=rtpmap:96 VP8/90000");
    }
    return sdp.toString();
  }

  private static void line(StringBuilder sdp, String line) {
    sdp.append(line).append("\r\n");
  }
}
