import { afterEach, expect, test, vi } from 'vitest';
import { isSlotCodec, shorten } from '../../src/media/slot-lines';

test.each([
  ['video/VP8', '', true],
  ['video/rtx', '', true],
  ['video/VP9', 'profile-id=0', true],
  ['video/VP9', 'profile-id=2', false],
  ['video/H264', 'packetization-mode=1;profile-level-id=42e01f', true],
  ['video/H264', 'packetization-mode=0;profile-level-id=42e01f', false],
  ['video/AV1', 'level-idx=5;profile=0;tier=0', true],
  ['video/AV1', 'level-idx=5;profile=1;tier=0', false],
  ['video/red', '', false],
  ['video/ulpfec', '', false],
  ['audio/opus', 'minptime=10', true],
  ['audio/red', '111/111', true],
  ['audio/G722', '', false],
  ['audio/telephone-event', '', false],
])('%s %s in a slot: %s', (mimeType, sdpFmtpLine, kept) => {
  expect(isSlotCodec({ mimeType, sdpFmtpLine })).toBe(kept);
});

afterEach(() => vi.unstubAllGlobals());

test('what the server never forwards is not offered', () => {
  const opus = { mimeType: 'audio/opus', clockRate: 48000 };
  vi.stubGlobal('RTCRtpReceiver', {
    getCapabilities: () => ({
      codecs: [opus, { mimeType: 'audio/CN', clockRate: 8000 }],
      headerExtensions: [],
    }),
  });
  const preferred = vi.fn();
  const negotiated = vi.fn();
  shorten({
    receiver: { track: { kind: 'audio' } },
    setCodecPreferences: preferred,
    getHeaderExtensionsToNegotiate: () => [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', direction: 'sendrecv' },
      { uri: 'urn:example:other', direction: 'sendrecv' },
    ],
    setHeaderExtensionsToNegotiate: negotiated,
  } as unknown as RTCRtpTransceiver);
  expect(preferred).toHaveBeenCalledWith([opus]);
  expect(negotiated).toHaveBeenCalledWith([
    { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', direction: 'sendrecv' },
    { uri: 'urn:example:other', direction: 'stopped' },
  ]);
});

test('a browser without these controls offers everything', () => {
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null });
  expect(() =>
    shorten({ receiver: { track: { kind: 'video' } } } as unknown as RTCRtpTransceiver),
  ).not.toThrow();
});
