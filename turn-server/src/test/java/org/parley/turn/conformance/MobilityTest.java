package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Clients that move (RFC 8016). */
class MobilityTest extends Scenario {

  private record Moving(InetSocketAddress relayed, byte[] ticket) {}

  private static Moving moving(TestClient client) {
    Frame reply = client.allocate().attribute(Stun.MOBILITY_TICKET).expectSuccess();
    return new Moving(
        reply.address(Stun.XOR_RELAYED_ADDRESS),
        reply.required(Stun.MOBILITY_TICKET, "MOBILITY-TICKET"));
  }

  private static Request move(TestClient client, byte[] ticket) {
    return client.refresh(600).attribute(Stun.MOBILITY_TICKET, ticket);
  }

  @EachTransport
  void aTicketIsHandedOutWhenAskedFor(Transport transport) {
    assertTrue(moving(client(transport)).ticket.length > 0);
    Frame reply = client(transport).allocate().expectSuccess();
    assertFalse(reply.has(Stun.MOBILITY_TICKET));
  }

  @EachTransport
  void aTicketInAnAllocateIs400(Transport transport) {
    client(transport).allocate().attribute(Stun.MOBILITY_TICKET, new byte[8]).expectError(400);
  }

  @EachTransport
  void anAllocationMovesToAnotherConnection(Transport transport) {
    TestClient before = client(transport);
    UdpPeer peer = peer();
    Moving moving = moving(before);
    before.bind(0x4000, peer.address()).expectSuccess();
    TestClient after = client(transport);
    Frame reply = move(after, moving.ticket).expectSuccess();
    after.allocated = true;
    before.allocated = false;
    assertTrue(reply.has(Stun.MOBILITY_TICKET));
    after.channelData(0x4000, "the channel came along");
    peer.expect(moving.relayed, "the channel came along");
    peer.send(moving.relayed, "to the new place");
    after.expectChannelData(0x4000, "to the new place");
  }

  @Test
  void fromUdpToTcpAndBack() {
    TestClient first = client(Transport.UDP);
    UdpPeer peer = peer();
    Moving moving = moving(first);
    first.permit(peer.address()).expectSuccess();
    first.allocated = false;
    TestClient second = client(Transport.TCP);
    byte[] ticket =
        move(second, moving.ticket).expectSuccess().required(Stun.MOBILITY_TICKET, "ticket");
    second.send(peer.address(), "over TCP");
    peer.expect(moving.relayed, "over TCP");
    peer.send(moving.relayed, "found you");
    second.expectIndication(peer.address(), "found you");
    TestClient third = client(Transport.UDP);
    move(third, ticket).expectSuccess();
    third.allocated = true;
    third.send(peer.address(), "over UDP");
    peer.expect(moving.relayed, "over UDP");
  }

  @EachTransport
  void theOldPlaceHasNoAllocation(Transport transport) {
    TestClient before = client(transport);
    UdpPeer peer = peer();
    Moving moving = moving(before);
    before.allocated = false;
    TestClient after = client(transport);
    move(after, moving.ticket).expectSuccess();
    after.allocated = true;
    after.permit(peer.address()).expectSuccess();
    after.send(peer.address(), "here");
    peer.expect("here");
    before.refresh(600).expectError(437);
  }

  @EachTransport
  void aUsedTicketIsNoLongerGood(Transport transport) {
    TestClient before = client(transport);
    Moving moving = moving(before);
    before.allocated = false;
    TestClient after = client(transport);
    Frame reply = move(after, moving.ticket).expectSuccess();
    after.allocated = true;
    byte[] next = reply.required(Stun.MOBILITY_TICKET, "ticket");
    assertNotEquals(Arrays.toString(moving.ticket), Arrays.toString(next));
    after.permit(at("127.0.0.1", 9)).expectSuccess();
    int error = move(client(transport), moving.ticket).answer().error();
    assertTrue(error == 400 || error == 437, "error " + error);
  }

  @EachTransport
  void aForgedTicketIsRefused(Transport transport) {
    TestClient client = client(transport);
    Moving moving = moving(client);
    byte[] forged = moving.ticket.clone();
    forged[forged.length - 1] ^= 1;
    int error = move(client(transport), forged).answer().error();
    assertTrue(error == 400 || error == 437, "error " + error);
    client.refresh(600).expectSuccess();
  }

  @EachTransport
  void anotherUserMayNotMoveIt(Transport transport) {
    assumeTrue(target().ours() && !target().secret().isEmpty(), "two users are needed");
    TestClient client = client(transport);
    Moving moving = moving(client);
    TestClient thief = client(transport);
    thief.as(Credentials.ephemeral(target().secret(), "thief", 4_000_000_000L));
    int error = move(thief, moving.ticket).answer().error();
    assertTrue(error == 400 || error == 437 || error == 441, "error " + error);
    assertEquals(600, client.refresh(600).expectSuccess().number(Stun.LIFETIME));
  }
}
