package org.parley.signaling.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;
import org.parley.signaling.protocol.ClientMessage.OfferedTrack;
import org.parley.signaling.protocol.ClientMessage.WantedTrack;
import org.parley.signaling.protocol.ServerMessage.ParticipantInfo;
import org.parley.signaling.protocol.ServerMessage.SlotInfo;
import org.parley.signaling.protocol.ServerMessage.TrackInfo;

class MessageCodecTest {

  @Test
  void readsEveryMessage() {
    assertParsed(
        new ClientMessage.Join("1", "room-1", "Zoë 🙂", null),
        "{'type':'join','id':'1','room':'room-1','name':'Zoë 🙂'}");
    assertParsed(
        new ClientMessage.Join(null, null, null, "a.b.c"), "{'type':'join','token':'a.b.c'}");
    assertParsed(
        new ClientMessage.Resume(null, "r.p.s", 17),
        "{'type':'resume','resumeToken':'r.p.s','lastSeq':17}");
    assertParsed(
        new ClientMessage.Offer(
            "o",
            "v=0",
            List.of(
                new OfferedTrack(new Mid("0"), TrackSource.MICROPHONE, true, null, null),
                new OfferedTrack(new Mid("1"), TrackSource.SCREEN, false, 1920, 1080))),
        "{'type':'offer','id':'o','sdp':'v=0','tracks':["
            + "{'mid':'0','source':'microphone','muted':true},"
            + "{'mid':'1','source':'screen','muted':false,'width':1920,'height':1080}]}");
    assertParsed(
        new ClientMessage.Candidate(null, "candidate:1", new Mid("0"), "u"),
        "{'type':'candidate','candidate':'candidate:1','mid':'0','ufrag':'u'}");
    assertParsed(
        new ClientMessage.Candidate(null, null, null, null),
        "{'type':'candidate','candidate':null}");
    assertParsed(
        new ClientMessage.Want(null, List.of(new WantedTrack(new TrackId("t"), 320, 180))),
        "{'type':'want','tracks':[{'track':'t','width':320,'height':180}]}");
    assertParsed(
        new ClientMessage.Mute(null, new TrackId("t"), true),
        "{'type':'mute','track':'t','muted':true}");
    assertParsed(new ClientMessage.Leave(null), "{'type':'leave'}");
    assertParsed(new ClientMessage.Ping("x"), "{'type':'ping','id':'x'}");
  }

  @Test
  void ignoresUnknownFields() {
    assertParsed(new ClientMessage.Ping(null), "{'type':'ping','later':{'a':[1,2,{}]}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'type':'join','name':'a'}                                    | `room` is missing
          {'type':'join','room':'a'}                                    | `name` is missing
          {'type':'join','room':'a b','name':'a'}                       | `room` is not 1 to 64 of A-Z, a-z, 0-9, _ and -
          {'type':'join','room':'a','name':' '}                         | `name` is not 1 to 64 printable characters
          {'type':'join','room':'a','name':'a\\nb'}                     | `name` is not 1 to 64 printable characters
          {'type':'join','room':'a','name':'a\\u001b[31m'}              | `name` is not 1 to 64 printable characters
          {'type':'join','room':'a','name':'a\\u202eb'}                 | `name` is not 1 to 64 printable characters
          {'type':'join','room':7,'name':'a'}                           | `room` is not a string
          {'type':'nonsense'}                                           | `type` names no message that this server knows
          {'type':1}                                                    | `type` is not a string
          {}                                                            | `type` is missing
          {'type':'resume','resumeToken':'x','lastSeq':-1}              | `lastSeq` is not in 0 to 9223372036854775807
          {'type':'resume','resumeToken':'x','lastSeq':1.5}             | `lastSeq` is not an integer
          {'type':'resume','resumeToken':'x','lastSeq':99999999999999999999} | `lastSeq` is not an integer
          {'type':'offer','tracks':[]}                                  | `sdp` is missing
          {'type':'offer','sdp':'v=0'}                                  | `tracks` is missing
          {'type':'offer','sdp':'v=0','tracks':{}}                      | `tracks` is not a list
          {'type':'offer','sdp':'v=0','tracks':[1]}                     | `tracks[0]` is not an object
          {'type':'offer','sdp':'v=0','tracks':[{'mid':'0','source':'nose','muted':true}]} | `tracks[0].source` is none of the known words
          {'type':'offer','sdp':'v=0','tracks':[{'mid':'0','source':'camera'}]} | `tracks[0].muted` is missing
          {'type':'offer','sdp':'v=0','tracks':[{'mid':'0','source':'camera','muted':1}]} | `tracks[0].muted` is not true or false
          {'type':'offer','sdp':'v=0','tracks':[{'mid':'0','source':'camera','muted':true,'width':-1}]} | `tracks[0].width` is not in 0 to 16384
          {'type':'offer','sdp':'v=0','tracks':[{'mid':'0','source':'camera','muted':true},{'mid':'0','source':'screen','muted':true}]} | `tracks[1].mid` is in the list before
          {'type':'offer','sdp':'v=0','tracks':[{'mid':'0','source':'camera','muted':true},{'mid':'1','source':'camera','muted':true}]} | `tracks[1].source` is in the list before
          {'type':'want','tracks':[{'track':'t','width':1,'height':1},{'track':'t','width':1,'height':1}]} | `tracks[1].track` is in the list before
          {'type':'want','tracks':[{'track':' ','width':1,'height':1}]} | `tracks[0].track` is blank
          """)
  void namesTheFieldThatIsWrong(String json, String reason) {
    assertEquals(reason, assertInstanceOf(Decoded.Malformed.class, decode(json)).reason());
  }

  @Test
  void theErrorCarriesTheIdOfTheMessage() {
    assertEquals(
        new Decoded.Malformed("7", "`muted` is missing"),
        decode("{'type':'mute','track':'t','id':'7'}"));
    assertEquals(
        new Decoded.Malformed(null, "`id` is longer than 64 characters"),
        decode("{'type':'ping','id':'" + "i".repeat(65) + "'}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "'ping'",
        "{",
        "{'type':'ping'",
        "{'type':'ping'}}",
        "{'type':'ping'}{'type':'ping'}",
        "{type:'ping'}",
        "{'type':'ping',}",
        "\u0000",
        "{'type':'ping','n':NaN}",
        "{'type':'ping','s':'\n'}",
        "/* */{'type':'ping'}"
      })
  void refusesWhatIsNotJson(String json) {
    assertInstanceOf(Decoded.Malformed.class, decode(json));
  }

  /** Threat T19. */
  @Test
  void refusesBombs() {
    assertReason("too big or too deep", "{'a':" + "[".repeat(40) + "]".repeat(40) + "}");
    assertReason("too big or too deep", "{'a':" + "[".repeat(30_000));
    assertReason("too big or too deep", "{'type':'ping','a':" + "9".repeat(21) + "}");
    assertReason("too big or too deep", "{'type':'ping','" + "k".repeat(65) + "':1}");
    assertReason("too big or too deep", "{'type':'ping','a':[" + "1,".repeat(10_000) + "1]}");
    assertReason("longer than 65536 bytes", "{'type':'ping','a':'" + "x".repeat(65_536) + "'}");
    assertReason("longer than 65536 bytes", "{'type':'ping','a':'" + "€".repeat(30_000) + "'}");
    assertReason("a key comes twice", "{'type':'ping','type':'leave'}");
    assertReason("a key comes twice", "{'type':'ping','a':{'b':1,'b':1}}");
    assertReason("`tracks` has more than 64 entries", wantOf(65));
    assertInstanceOf(Decoded.Parsed.class, decode(wantOf(64)));
    assertParsed(
        new ClientMessage.Ping(null),
        "{'type':'ping','a':" + "[".repeat(30) + "]".repeat(30) + "}");
    assertParsed(new ClientMessage.Ping(null), "{'type':'ping','a':1e999999999}");
  }

  private static String wantOf(int tracks) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < tracks; i++) {
      list.append(i == 0 ? "" : ",").append("{'track':'t" + i + "','width':1,'height':1}");
    }
    return "{'type':'want','tracks':[" + list + "]}";
  }

  @Test
  void writesMessagesAsSpecified() {
    ParticipantInfo participant =
        new ParticipantInfo(
            new ParticipantId("p1"),
            "A \"quoted\"\u2028 name",
            ConnectionState.CONNECTED,
            List.of(
                new TrackInfo(
                    new TrackId("t1"),
                    MediaKind.AUDIO,
                    TrackSource.SCREEN_AUDIO,
                    true,
                    null,
                    null)));
    assertWritten(
        "{'type':'participant-joined','seq':2,'participant':{'id':'p1',"
            + "'name':'A \\\\'quoted\\\\'\u2028 name','connection':'connected','tracks':["
            + "{'id':'t1','kind':'audio','source':'screen-audio','muted':true}]}}",
        new ServerMessage.ParticipantJoined(2, participant));
    assertWritten(
        "{'type':'slots','seq':3,'slots':["
            + "{'mid':'4','participantId':null,'track':null,'source':null}]}",
        new ServerMessage.Slots(3, List.of(new SlotInfo(new Mid("4"), null, null, null))));
    assertWritten(
        "{'type':'participant-left','seq':4,'participantId':'p1','reason':'timeout'}",
        new ServerMessage.ParticipantLeft(4, new ParticipantId("p1"), LeaveReason.TIMEOUT));
    assertWritten(
        "{'type':'error','id':'9','code':'too-many-messages','message':'m','retryable':true}",
        ServerMessage.Error.of("9", ErrorCode.TOO_MANY_MESSAGES, "m"));
    assertWritten("{'type':'pong'}", new ServerMessage.Pong(null));
  }

  @Test
  void tokensStayOutOfLogs() {
    assertTrue(
        !new ClientMessage.Join(null, "r", "n", "secret").toString().contains("secret")
            && !new ClientMessage.Resume(null, "secret", 0).toString().contains("secret"));
  }

  @Test
  void anEmptyMidIsNone() {
    Decoded.Parsed parsed =
        assertInstanceOf(
            Decoded.Parsed.class, decode("{'type':'candidate','candidate':'','mid':''}"));
    assertNull(((ClientMessage.Candidate) parsed.message()).mid());
  }

  private static Decoded decode(String json) {
    return MessageCodec.decode(json.replace('\'', '"'));
  }

  private static void assertParsed(ClientMessage expected, String json) {
    assertEquals(new Decoded.Parsed(expected), decode(json));
  }

  private static void assertReason(String part, String json) {
    String reason = assertInstanceOf(Decoded.Malformed.class, decode(json)).reason();
    assertTrue(reason.contains(part), reason);
  }

  private static void assertWritten(String json, ServerMessage message) {
    assertEquals(json.replace('\'', '"').replace("\\\\", "\\"), MessageCodec.encode(message));
  }
}
