package org.parley.media.rtp.rtcp;

/** A decoder lost a picture and wants a key frame (RFC 4585 section 6.3.1). */
public record PictureLossIndication(int senderSsrc, int mediaSsrc) implements RtcpPacket {}
