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
import org.parley.media.api.ChannelFault;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedChannel;
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
    assertParsed(
        new ClientMessage.Chat("c", "a\n\tb 🙂", null),
        "{'type':'chat','id':'c','text':'a\\n\\tb 🙂'}");
    assertParsed(
        new ClientMessage.Chat(null, " ", new ParticipantId("p2")),
        "{'type':'chat','text':' ','to':'p2'}");
    assertParsed(
        new ClientMessage.ChatHistory("h", 7), "{'type':'chat-history','id':'h','after':7}");
    assertParsed(
        new ClientMessage.Channels(
            null,
            List.of(
                new NegotiatedChannel(7, "game", "", true, null, null),
                new NegotiatedChannel(65_534, "", "p+from", false, 0, null),
                new NegotiatedChannel(0, "x", "", true, null, 65_535))),
        "{'type':'channels','channels':[{'id':7,'label':'game'},"
            + "{'id':65534,'label':'','protocol':'p+from','ordered':false,'maxRetransmits':0},"
            + "{'id':0,'label':'x','maxPacketLifeTime':65535,'maxRetransmits':null}]}");
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
          {'type':'chat'}                                               | `text` is missing
          {'type':'chat','text':''}                                     | `text` is empty
          {'type':'chat','text':7}                                      | `text` is not a string
          {'type':'chat','text':'a\\u0000b'}                            | `text` has control characters other than newline and tab
          {'type':'chat','text':'a\\rb'}                                | `text` has control characters other than newline and tab
          {'type':'chat','text':'a\\u001b[31m'}                         | `text` has control characters other than newline and tab
          {'type':'chat','text':'\\ud800'}                              | `text` has half of a character: a surrogate without the other
          {'type':'chat','text':'a','to':''}                            | `to` is blank
          {'type':'chat','text':'a','to':{}}                            | `to` is not a string
          {'type':'chat-history'}                                       | `after` is missing
          {'type':'chat-history','after':-1}                            | `after` is not in 0 to 9223372036854775807
          {'type':'channels'}                                           | `channels` is missing
          {'type':'channels','channels':[7]}                            | `channels[0]` is not an object
          {'type':'channels','channels':[{'label':'a'}]}                | `channels[0].id` is missing
          {'type':'channels','channels':[{'id':1}]}                     | `channels[0].label` is missing
          {'type':'channels','channels':[{'id':65535,'label':'a'}]}     | `channels[0].id` is not in 0 to 65534
          {'type':'channels','channels':[{'id':-1,'label':'a'}]}        | `channels[0].id` is not in 0 to 65534
          {'type':'channels','channels':[{'id':1,'label':'a'},{'id':1,'label':'b'}]} | `channels[1].id` is in the list before
          {'type':'channels','channels':[{'id':1,'label':'a','ordered':1}]} | `channels[0].ordered` is not true or false
          {'type':'channels','channels':[{'id':1,'label':'a','maxRetransmits':65536}]} | `channels[0].maxRetransmits` is not in 0 to 65535
          {'type':'channels','channels':[{'id':1,'label':'a','maxRetransmits':1,'maxPacketLifeTime':1}]} | `channels[0].maxPacketLifeTime` does not go with maxRetransmits
          {'type':'want','tracks':[{'track':' ','width':1,'height':1}]} | `tracks[0].track` is blank
          """)
  void namesTheFieldThatIsWrong(String json, String reason) {
    assertEquals(reason, assertInstanceOf(Decoded.Malformed.class, decode(json)).reason());
  }

  @Test
  void theErrorCarriesTheIdOfTheMessage() {
    assertEquals(
        new Decoded.Malformed<>("7", "`muted` is missing"),
        decode("{'type':'mute','track':'t','id':'7'}"));
    assertEquals(
        new Decoded.Malformed<>(null, "`id` is longer than 64 characters"),
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
            true,
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
            + "'name':'A \\\\'quoted\\\\'\u2028 name','connection':'connected','data':true,'tracks':["
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
    assertWritten(
        "{'type':'channel-closed','seq':5,'channel':3,'label':'game','code':'too-slow',"
            + "'message':'m'}",
        new ServerMessage.ChannelClosed(5, 3, "game", ChannelFault.TOO_SLOW, "m"));
    ChatMessage said =
        new ChatMessage(
            7,
            new ParticipantId("p1"),
            "Ann",
            new ParticipantId("p2"),
            "<b>\n",
            1_700_000_000_000L,
            "c");
    assertWritten(
        "{'type':'chat','number':7,'from':'p1','name':'Ann','to':'p2','text':'<b>\\\\n',"
            + "'time':1700000000000,'clientId':'c'}",
        ServerMessage.Chat.of(said));
    assertWritten(
        "{'type':'chat-history','id':'h','messages':[{'number':7,'from':'p1','name':'Ann',"
            + "'to':'p2','text':'<b>\\\\n','time':1700000000000}],'complete':true}",
        new ServerMessage.ChatHistory("h", List.of(said.withoutClientId()), true));
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
    Decoded.Parsed<?> parsed =
        assertInstanceOf(
            Decoded.Parsed.class, decode("{'type':'candidate','candidate':'','mid':''}"));
    assertNull(((ClientMessage.Candidate) parsed.message()).mid());
  }

  @Test
  void chatOverTheChannelIsTheSameWithoutAType() {
    assertEquals(
        new Decoded.Parsed<>(new ClientMessage.Chat("c", "hi", new ParticipantId("p2"))),
        MessageCodec.decodeChat("{\"text\":\"hi\",\"to\":\"p2\",\"id\":\"c\",\"type\":\"join\"}"));
    assertEquals(
        new Decoded.Malformed<>("c", "`text` is missing"),
        MessageCodec.decodeChat("{\"id\":\"c\"}"));
    assertEquals(
        "{\"number\":1,\"from\":\"p1\",\"name\":\"Ann\",\"text\":\"hi\",\"time\":5}",
        MessageCodec.encodeChat(
            new ChatMessage(1, new ParticipantId("p1"), "Ann", null, "hi", 5, null)));
  }

  @Test
  void chatHasALimitInCharacters() {
    String longest = "🙂".repeat(MessageLimits.CHAT_LENGTH);
    assertParsed(
        new ClientMessage.Chat(null, longest, null), "{'type':'chat','text':'" + longest + "'}");
    assertReason(
        "`text` is longer than 8000 characters", "{'type':'chat','text':'" + longest + "a'}");
  }

  @Test
  void whatIsSaidStaysOutOfLogs() {
    ChatMessage said = new ChatMessage(1, new ParticipantId("p"), "n", null, "secret", 5, null);
    assertTrue(
        !new ClientMessage.Chat(null, "secret", null).toString().contains("secret")
            && !said.toString().contains("secret")
            && !ServerMessage.Chat.of(said).toString().contains("secret"));
  }

  private static Decoded<ClientMessage> decode(String json) {
    return MessageCodec.decode(json.replace('\'', '"'));
  }

  private static void assertParsed(ClientMessage expected, String json) {
    assertEquals(new Decoded.Parsed<>(expected), decode(json));
  }

  private static void assertReason(String part, String json) {
    String reason = assertInstanceOf(Decoded.Malformed.class, decode(json)).reason();
    assertTrue(reason.contains(part), reason);
  }

  private static void assertWritten(String json, ServerMessage message) {
    assertEquals(json.replace('\'', '"').replace("\\\\", "\\"), MessageCodec.encode(message));
  }
}
