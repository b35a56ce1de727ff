package org.parley.signaling.negotiation.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Rid;

/** Which streams flow on an m-line: msid, sources, simulcast. */
public sealed interface StreamAttribute extends Attribute {

  /** RFC 8830 section 2. */
  record MediaStreamId(String stream, @Nullable String track) implements StreamAttribute {
    static @Nullable MediaStreamId parse(String value) {
      String[] words = Grammar.words(value);
      boolean wellFormed =
          words.length <= 2
              && Grammar.isToken(words[0], 64)
              && (words.length == 1 || Grammar.isToken(words[1], 64));
      return wellFormed ? new MediaStreamId(words[0], words.length == 2 ? words[1] : null) : null;
    }

    @Override
    public String text() {
      return "msid:" + stream + (track == null ? "" : " " + track);
    }
  }

  /**
   * RFC 5576 section 4.1.
   *
   * @param attribute of the source, for example {@code cname}
   */
  record Source(int ssrc, String attribute, String value) implements StreamAttribute {
    static @Nullable Source parse(String text) {
      int space = text.indexOf(' ');
      long ssrc = space < 0 ? -1 : Grammar.number(text.substring(0, space), 0xFFFF_FFFFL);
      if (ssrc < 0) {
        return null;
      }
      String[] attribute = text.substring(space + 1).split(":", 2);
      return Grammar.isToken(attribute[0], 64)
          ? new Source((int) ssrc, attribute[0], attribute.length == 2 ? attribute[1] : "")
          : null;
    }

    @Override
    public String text() {
      String line = "ssrc:" + Integer.toUnsignedString(ssrc) + " " + attribute;
      return value.isEmpty() ? line : line + ":" + value;
    }
  }

  /** RFC 5576 section 4.2; {@code FID} pairs a source with its retransmissions (RFC 4588). */
  record SourceGroup(String semantics, List<Integer> ssrcs) implements StreamAttribute {
    public static final String RETRANSMISSION = "FID";
    public static final String SIMULCAST = "SIM";

    public SourceGroup {
      ssrcs = List.copyOf(ssrcs);
    }

    static @Nullable SourceGroup parse(String value) {
      String[] words = Grammar.words(value);
      List<Integer> ssrcs = new ArrayList<>();
      for (int i = 1; i < words.length; i++) {
        long ssrc = Grammar.number(words[i], 0xFFFF_FFFFL);
        if (ssrc < 0) {
          return null;
        }
        ssrcs.add((int) ssrc);
      }
      return Grammar.isToken(words[0], 32) ? new SourceGroup(words[0], ssrcs) : null;
    }

    @Override
    public String text() {
      return ssrcs.stream()
          .map(Integer::toUnsignedString)
          .collect(Collectors.joining(" ", "ssrc-group:" + semantics + " ", ""));
    }
  }

  /**
   * RFC 8851 section 4. Restrictions are left out.
   *
   * @param send whether the writer sends it
   */
  record RtpStreamId(Rid rid, boolean send) implements StreamAttribute {
    static @Nullable RtpStreamId parse(String value) {
      String[] words = Grammar.words(value);
      boolean wellFormed =
          words.length >= 2
              && Grammar.isRid(words[0])
              && (words[1].equals("send") || words[1].equals("recv"));
      return wellFormed ? new RtpStreamId(new Rid(words[0]), words[1].equals("send")) : null;
    }

    @Override
    public String text() {
      return "rid:" + rid + (send ? " send" : " recv");
    }
  }

  /** RFC 8853 section 5.1. Of alternatives the first stands. */
  record Simulcast(List<Layer> send, List<Layer> receive) implements StreamAttribute {

    /**
     * @param paused initially, which is written {@code ~}
     */
    public record Layer(Rid rid, boolean paused) {
      private static @Nullable Layer parse(String text) {
        boolean paused = text.startsWith("~");
        String rid = paused ? text.substring(1) : text;
        return Grammar.isRid(rid) ? new Layer(new Rid(rid), paused) : null;
      }

      private String text() {
        return (paused ? "~" : "") + rid;
      }
    }

    public Simulcast {
      send = List.copyOf(send);
      receive = List.copyOf(receive);
    }

    static @Nullable Simulcast parse(String value) {
      String[] words = Grammar.words(value);
      List<Layer> send = new ArrayList<>();
      List<Layer> receive = new ArrayList<>();
      for (int i = 0; i + 1 < words.length; i += 2) {
        List<Layer> layers = layers(words[i + 1]);
        if (layers == null) {
          return null;
        }
        switch (words[i]) {
          case "send" -> send.addAll(layers);
          case "recv" -> receive.addAll(layers);
          default -> {
            return null;
          }
        }
      }
      return words.length % 2 == 0 && words.length <= 4 ? new Simulcast(send, receive) : null;
    }

    private static @Nullable List<Layer> layers(String list) {
      List<Layer> layers = new ArrayList<>();
      for (String alternatives : list.split(";", -1)) {
        Layer layer = Layer.parse(alternatives.split(",", 2)[0]);
        if (layer == null) {
          return null;
        }
        layers.add(layer);
      }
      return layers;
    }

    @Override
    public String text() {
      List<String> lists = new ArrayList<>();
      if (!send.isEmpty()) {
        lists.add("send " + join(send));
      }
      if (!receive.isEmpty()) {
        lists.add("recv " + join(receive));
      }
      return "simulcast:" + String.join(" ", lists);
    }

    private static String join(List<Layer> layers) {
      return layers.stream().map(Layer::text).collect(Collectors.joining(";"));
    }
  }
}
