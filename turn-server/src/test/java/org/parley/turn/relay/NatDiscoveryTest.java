package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.turn.relay.RelayScript.CONFIG;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.turn.stun.DiscoveryAttribute;
import org.parley.turn.stun.DiscoveryAttribute.ChangeRequest;
import org.parley.turn.stun.DiscoveryAttribute.OtherAddress;
import org.parley.turn.stun.DiscoveryAttribute.Padding;
import org.parley.turn.stun.DiscoveryAttribute.ResponseOrigin;
import org.parley.turn.stun.DiscoveryAttribute.ResponsePort;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;

/** RFC 5780. */
class NatDiscoveryTest {
  private static final TransactionId ID = new TransactionId(5, 6);
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 4711);
  private static final List<InetSocketAddress> SERVERS =
      List.of(
          new InetSocketAddress("203.0.113.5", 3478),
          new InetSocketAddress("203.0.113.5", 3479),
          new InetSocketAddress("203.0.113.6", 3478),
          new InetSocketAddress("203.0.113.6", 3479));
  // Not in the order of the sockets' numbers.
  private static final int[] SOCKETS = {4, 2, 7, 1};

  private final RelayScript script = new RelayScript(CONFIG, 1, 1, discovery());

  private static NatDiscovery discovery() {
    List<NatDiscovery.Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < SOCKETS.length; i++) {
      endpoints.add(new NatDiscovery.Endpoint(SOCKETS[i], SERVERS.get(i)));
    }
    return new NatDiscovery(endpoints);
  }

  private static FiveTuple at(int position) {
    return new FiveTuple(Transport.UDP, SOCKETS[position], CLIENT);
  }

  private static byte[] request(StunAttribute... attributes) {
    return StunEncoder.encode(
        new StunMessage(StunClass.REQUEST, StunMessage.BINDING, ID, attributes), false);
  }

  private RelayEffect.Send ask(FiveTuple client, StunAttribute... attributes) {
    script.receive(client, request(attributes));
    var send = assertInstanceOf(RelayEffect.Send.class, script.server.nextEffect());
    assertNull(script.server.nextEffect());
    return send;
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0, false, false, 0, 3
          0, false, true,  1, 3
          0, true,  false, 2, 3
          0, true,  true,  3, 3
          3, true,  true,  0, 0
          3, false, true,  2, 0
          2, true,  false, 0, 1
          1, true,  false, 3, 2
          """)
  void answersFromWhereItIsAsked(int to, boolean ip, boolean port, int from, int other) {
    RelayEffect.Send send = ask(at(to), new ChangeRequest(ip, port));
    assertEquals(at(from), send.to());
    assertEquals(
        new StunMessage(
            StunClass.SUCCESS_RESPONSE,
            StunMessage.BINDING,
            ID,
            new StunAttribute.XorMappedAddress(CLIENT),
            new ResponseOrigin(SERVERS.get(from)),
            new OtherAddress(SERVERS.get(other))),
        RelayScript.parse(send.message()).message());
  }

  @Test
  void tellsOfTheOtherAddressUnasked() {
    StunMessage answer = RelayScript.parse(ask(at(0)).message()).message();
    assertEquals(new OtherAddress(SERVERS.get(3)), answer.attribute(OtherAddress.class));
  }

  @Test
  void answersToAnotherPort() {
    RelayEffect.Send send = ask(at(0), new ResponsePort(9_999), new ChangeRequest(false, true));
    InetSocketAddress elsewhere = new InetSocketAddress(CLIENT.getAddress(), 9_999);
    assertEquals(new FiveTuple(Transport.UDP, SOCKETS[1], elsewhere), send.to());
    assertEquals(
        new StunAttribute.XorMappedAddress(CLIENT),
        RelayScript.parse(send.message())
            .message()
            .attribute(StunAttribute.XorMappedAddress.class));
  }

  @Test
  void padsAsMuchAsTheClient() {
    byte[] request = request(new Padding(1_501));
    script.receive(at(0), request);
    var send = assertInstanceOf(RelayEffect.Send.class, script.server.nextEffect());
    assertEquals(
        new Padding(1_501), RelayScript.parse(send.message()).message().attribute(Padding.class));
    assertEquals(request.length + 36, send.message().length);
  }

  @Test
  void refuses() {
    assertEquals(400, error(new Padding(8), new ResponsePort(9_999)));
    assertEquals(400, error(new ResponsePort(0)));
    assertEquals(420, error(new ChangeRequest(true, true), new StunAttribute.Unknown(0x7001)));
    assertEquals(420, code(ask(new FiveTuple(Transport.UDP, 9, CLIENT), new Padding(4))));
    assertEquals(420, code(ask(new FiveTuple(Transport.TCP, 4, CLIENT), new Padding(4))));
  }

  private int error(StunAttribute... attributes) {
    RelayEffect.Send send = ask(at(0), attributes);
    assertEquals(at(0), send.to());
    return code(send);
  }

  private static int code(RelayEffect.Send send) {
    var error =
        RelayScript.parse(send.message()).message().attribute(StunAttribute.ErrorCode.class);
    return error == null ? 0 : error.code();
  }

  @Test
  void isNoAmplifier() {
    long sent = 0;
    int answers = 0;
    byte[] request = request(new ResponsePort(53), new ChangeRequest(true, true));
    for (int i = 0; i < 1_000; i++) {
      FiveTuple forged =
          new FiveTuple(
              Transport.UDP, SOCKETS[0], new InetSocketAddress(CLIENT.getAddress(), 1_000 + i));
      script.receive(forged, request);
      if (script.server.nextEffect() instanceof RelayEffect.Send send) {
        sent += send.message().length;
        answers++;
      }
    }
    assertEquals(DiscoveryServer.PER_SECOND, answers);
    assertTrue(sent < request.length * 1_000L / 10, "a tenth of what came");
    RelayEffect.Send plain = ask(at(0));
    assertEquals(32, plain.message().length, "who asks for the address alone is still told");
    script.seconds++;
    assertEquals(at(3), ask(at(0), new ChangeRequest(true, true)).to());
  }

  @Test
  void wantsFourSockets() {
    List<NatDiscovery.Endpoint> endpoints = discovery().endpoints();
    assertThrows(IllegalArgumentException.class, () -> new NatDiscovery(endpoints.subList(0, 2)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new NatDiscovery(
                List.of(endpoints.get(0), endpoints.get(2), endpoints.get(1), endpoints.get(3))));
  }

  @Test
  void discoveryAttributesAreNotOfTurn() {
    assertEquals(
        420,
        script.code(
            script.request(
                at(0), StunMessage.ALLOCATE, RelayScript.UDP, new ChangeRequest(true, false))));
  }

  @Test
  void readsBackWhatItWrites() {
    List<DiscoveryAttribute> all =
        List.of(
            new ChangeRequest(true, false),
            new ChangeRequest(false, true),
            new ResponsePort(65_535),
            new Padding(5),
            new ResponseOrigin(SERVERS.get(1)),
            new OtherAddress(new InetSocketAddress("2001:db8::1", 1)));
    StunMessage message =
        new StunMessage(
            StunClass.REQUEST, StunMessage.BINDING, ID, all.toArray(StunAttribute[]::new));
    assertEquals(message, RelayScript.parse(StunEncoder.encode(message, true)).message());
  }
}
