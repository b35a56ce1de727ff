/** Keeps the m-lines of slots short: a browser's own are so long that an offer with ten pairs passes 64 KiB. */

const audioCodecs = ['audio/opus', 'audio/red', 'audio/pcmu', 'audio/pcma'];
const videoCodecs = ['video/vp8', 'video/vp9', 'video/h264', 'video/av1', 'video/rtx'];

/** What the server forwards to a slot (docs/protocol.md); a browser offers twice as many. */
const extensions = [
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'urn:3gpp:video-orientation',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
];

/** Whether the server may send this to us. Codecs that differ only in what a decoder need not know are left out. */
export function isSlotCodec({
  mimeType,
  sdpFmtpLine = '',
}: Pick<RTCRtpCodec, 'mimeType' | 'sdpFmtpLine'>): boolean {
  const type = mimeType.toLowerCase();
  switch (type) {
    case 'video/h264':
      // A decoder of mode 1 takes mode 0 as well (RFC 6184 section 6.3).
      return sdpFmtpLine.includes('packetization-mode=1');
    case 'video/vp9':
      return !/profile-id=[1-9]/.test(sdpFmtpLine);
    case 'video/av1':
      return !/(^|;)\s*profile=[1-9]/.test(sdpFmtpLine);
    default:
      return audioCodecs.includes(type) || videoCodecs.includes(type);
  }
}

interface HeaderExtension {
  readonly uri: string;
  direction: RTCRtpTransceiverDirection;
}

/** Chromium has these; the standard calls them so (webrtc-extensions section 5). */
interface ExtensionControl {
  getHeaderExtensionsToNegotiate?(): HeaderExtension[];
  setHeaderExtensionsToNegotiate?(extensions: HeaderExtension[]): void;
}

export function shorten(slot: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities?.(slot.receiver.track.kind)?.codecs.filter(isSlotCodec);
  if (codecs?.length) slot.setCodecPreferences?.(codecs);
  const control = slot as ExtensionControl;
  const offered = control.getHeaderExtensionsToNegotiate?.();
  if (!offered) return;
  for (const extension of offered) if (!extensions.includes(extension.uri)) extension.direction = 'stopped';
  control.setHeaderExtensionsToNegotiate?.(offered);
}
