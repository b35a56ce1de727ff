package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.srtp.SrtpResult;
import org.parley.media.transport.srtp.SrtpTransform;

/** Sends one synthetic camera, and perhaps a microphone, on its event loop. */
final class Publisher implements PeerTransport.MediaSink {
  private static final int PICTURE_LOSS = 206;
  private static final int PLI_FORMAT = 1;
  private static final int FIR_FORMAT = 4;
  private static final long MAX_LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Room for the tag of any SRTP profile behind the payload. */
  private static final int OVERHEAD = 32;

  private final BenchOptions.Video format;
  private final boolean withAudio;
  private final int ssrc;
  private final SourceStream video = new SourceStream();
  private final SourceStream audio = new SourceStream();
  private final SyntheticVideo pictures = new SyntheticVideo();
  private final PeerTransport transport = new PeerTransport(this);
  private @Nullable ScheduledFuture<?> nextFrame;
  private @Nullable ScheduledFuture<?> nextAudio;
  private boolean keyframeWanted = true;
  private long frames;
  private long audioPackets;
  private int keyframes;

  Publisher(BenchOptions.Load load, RandomGenerator random) {
    this.format = load.video();
    this.withAudio = load.audio();
    this.ssrc = random.nextInt(1, Integer.MAX_VALUE);
  }

  PeerTransport transport() {
    return transport;
  }

  int ssrc() {
    return ssrc;
  }

  SourceStream video() {
    return video;
  }

  SourceStream audio() {
    return audio;
  }

  /** Key frames sent so far; on the event loop. */
  int keyframes() {
    return keyframes;
  }

  /** On the event loop: secures the transport and begins to send, out of step with others. */
  void start(SrtpTransform srtp, RandomGenerator random) {
    transport.secure(srtp);
    long frameNanos = TimeUnit.SECONDS.toNanos(1) / format.framesPerSecond();
    long first = System.nanoTime() + random.nextLong(frameNanos);
    scheduleFrame(srtp, first, frameNanos);
    if (withAudio) {
      scheduleAudio(srtp, first);
    }
  }

  void stop() {
    if (nextFrame != null) {
      nextFrame.cancel(false);
    }
    if (nextAudio != null) {
      nextAudio.cancel(false);
    }
  }

  private void scheduleFrame(SrtpTransform srtp, long dueNanos, long intervalNanos) {
    Runnable frame =
        () -> {
          sendFrame(srtp);
          scheduleFrame(srtp, caughtUp(dueNanos + intervalNanos), intervalNanos);
        };
    nextFrame = at(dueNanos, frame);
  }

  private void scheduleAudio(SrtpTransform srtp, long dueNanos) {
    long interval = TimeUnit.SECONDS.toNanos(1) / SyntheticAudio.PACKETS_PER_SECOND;
    Runnable packet =
        () -> {
          sendAudio(srtp);
          scheduleAudio(srtp, caughtUp(dueNanos + interval));
        };
    nextAudio = at(dueNanos, packet);
  }

  /** After a long stall the rate goes on from now, instead of making up for it in one burst. */
  private static long caughtUp(long dueNanos) {
    long now = System.nanoTime();
    return now - dueNanos > MAX_LAG_NANOS ? now : dueNanos;
  }

  private ScheduledFuture<?> at(long dueNanos, Runnable task) {
    long wait = Math.max(0, dueNanos - System.nanoTime());
    return transport.open().eventLoop().schedule(task, wait, TimeUnit.NANOSECONDS);
  }

  private void sendFrame(SrtpTransform srtp) {
    boolean keyframe = keyframeWanted;
    keyframeWanted = false;
    keyframes += keyframe ? 1 : 0;
    pictures.nextPicture();
    int timestamp = (int) (frames++ * SyntheticVideo.CLOCK_RATE / format.framesPerSecond());
    int last = format.packetsPerFrame() - 1;
    for (int i = 0; i <= last; i++) {
      ByteBuf packet = transport.open().alloc().directBuffer(12 + format.payloadBytes() + OVERHEAD);
      int counter = video.nextCounter();
      packet.writeByte(0x80).writeByte(SyntheticVideo.PAYLOAD_TYPE | (i == last ? 0x80 : 0));
      packet.writeShort(counter).writeInt(timestamp).writeInt(ssrc);
      int stamp = pictures.write(packet, format.payloadBytes(), keyframe, i == 0);
      Stamp.write(packet, stamp, System.nanoTime(), counter);
      send(packet, srtp);
    }
    transport.flush();
  }

  private void sendAudio(SrtpTransform srtp) {
    ByteBuf packet = transport.open().alloc().directBuffer(256);
    int counter = audio.nextCounter();
    packet.writeByte(0x80).writeByte(SyntheticAudio.PAYLOAD_TYPE).writeShort(counter);
    packet.writeInt((int) (audioPackets++ * SyntheticAudio.TIMESTAMP_STEP)).writeInt(ssrc + 1);
    int stamp = SyntheticAudio.write(packet);
    Stamp.write(packet, stamp, System.nanoTime(), counter);
    send(packet, srtp);
    transport.flush();
  }

  private void send(ByteBuf packet, SrtpTransform srtp) {
    if (srtp.protectRtp(packet)) {
      transport.write(packet);
    } else {
      packet.release();
      throw new IllegalStateException("a packet of ours cannot be protected");
    }
  }

  /** Only RTCP comes to a publisher; PLI (RFC 4585 §6.3.1) and FIR (RFC 5104 §4.3.1) count. */
  @Override
  public void onMedia(ByteBuf packet, SrtpTransform srtp) {
    if (srtp.unprotectRtcp(packet) != SrtpResult.OK) {
      return;
    }
    int at = packet.readerIndex();
    while (at + 4 <= packet.writerIndex()) {
      int format = packet.getByte(at) & 0x1F;
      int type = packet.getUnsignedByte(at + 1);
      if (type == PICTURE_LOSS && (format == PLI_FORMAT || format == FIR_FORMAT)) {
        keyframeWanted = true;
      }
      at += 4 + 4 * packet.getUnsignedShort(at + 2);
    }
  }
}
