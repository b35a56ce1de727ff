package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.websocket.SocketContext;
import org.parley.signaling.websocket.SocketSession;

/** A WebSocket without a network. Texts are written with single quotation marks. */
final class FakeSocket implements SocketContext {
  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private final SocketSession session;

  private FakeSocket(SignalingService service) {
    session = service.onOpen(this);
  }

  static FakeSocket open(SignalingService service) {
    return new FakeSocket(service);
  }

  static FakeSocket join(SignalingService service, String room, String name)
      throws InterruptedException {
    FakeSocket socket = open(service);
    socket.say("{'type':'join','room':'" + room + "','name':'" + name + "'}");
    socket.hear("welcome");
    return socket;
  }

  SocketSession session() {
    return session;
  }

  void say(String json) {
    session.onText(json.replace('\'', '"'));
  }

  void offer(String lines) {
    say(
        "{'type':'offer','id':'o','sdp':'"
            + Offers.from("1").sdp(lines).replace("\r\n", "\\r\\n")
            + "','tracks':[]}");
  }

  /** The next text of this type, or the close as {@code closed 1008 reason}; others are dropped. */
  String hear(String type) throws InterruptedException {
    StringBuilder heard = new StringBuilder();
    while (true) {
      String text = arrived.poll(10, TimeUnit.SECONDS);
      assertTrue(text != null, "never heard " + type + ", but" + heard);
      if (text.startsWith("{\"type\":\"" + type + "\"") || text.equals(type)) {
        return text;
      }
      heard.append(' ').append(text);
    }
  }

  static String field(String json, String name) {
    Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    assertTrue(field.find(), name + " is not in " + json);
    return field.group(1);
  }

  static String number(String json, String name) {
    Matcher field = Pattern.compile("\"" + name + "\":([0-9]+)").matcher(json);
    assertTrue(field.find(), name + " is not in " + json);
    return field.group(1);
  }

  void vanish() {
    session.onClosed(1006, "");
  }

  void goAway() {
    session.onClosed(1001, "");
  }

  @Override
  public void send(String text) {
    arrived.add(text);
  }

  @Override
  public void close(int code, String reason) {
    arrived.add("closed " + code + " " + reason);
  }

  @Override
  public InetSocketAddress client() {
    return new InetSocketAddress("192.0.2.50", 50_000);
  }

  @Override
  public @Nullable InetAddress reachedBy() {
    return null;
  }

  @Override
  public String host() {
    return "meet.example.org:8080";
  }

  @Override
  public boolean secure() {
    return false;
  }

  @Override
  public boolean direct() {
    return false;
  }
}
