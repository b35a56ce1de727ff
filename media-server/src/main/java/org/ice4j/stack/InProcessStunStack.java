package org.ice4j.stack;

import org.ice4j.StunException;
import org.ice4j.StunMessageEvent;
import org.ice4j.TransportAddress;
import org.ice4j.message.ChannelData;
import org.ice4j.message.Message;
import org.jspecify.annotations.NullMarked;

/**
 * A STUN stack without sockets and threads: messages come in by {@link #receive} and go out by the
 * sink, both on the caller's thread.
 *
 * <p>It is in this package because ice4j lets only its own package replace {@link
 * NetAccessManager}; the version of ice4j is pinned, and a test covers the hook.
 */
@NullMarked
public final class InProcessStunStack extends StunStack {

  /** Takes what ice4j sends. */
  public interface Sink {
    void send(byte[] message, TransportAddress local, TransportAddress remote);
  }

  private final NetAccessManager output;

  public InProcessStunStack(Sink sink) {
    super();
    output = new SinkAccess(this, sink);
  }

  /**
   * @throws StunException if ice4j cannot decode {@code message}
   */
  public void receive(byte[] message, TransportAddress local, TransportAddress remote)
      throws StunException {
    RawMessage raw = RawMessage.build(message, message.length, remote, local);
    Message decoded = Message.decode(raw.getBytes(), 0, raw.getMessageLength());
    handleMessageEvent(new StunMessageEvent(this, raw, decoded));
  }

  @Override
  NetAccessManager getNetAccessManager() {
    return output;
  }

  private static final class SinkAccess extends NetAccessManager {
    private final Sink sink;
    private final StunStack stack;

    SinkAccess(StunStack stack, Sink sink) {
      super(stack);
      this.stack = stack;
      this.sink = sink;
    }

    @Override
    void sendMessage(Message message, TransportAddress local, TransportAddress remote) {
      sink.send(message.encode(stack), local, remote);
    }

    @Override
    void sendMessage(byte[] message, TransportAddress local, TransportAddress remote) {
      sink.send(message, local, remote);
    }

    @Override
    void sendMessage(ChannelData data, TransportAddress local, TransportAddress remote) {
      throw new UnsupportedOperationException("no TURN client here");
    }
  }
}
