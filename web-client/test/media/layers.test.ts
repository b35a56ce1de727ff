import { expect, test, vi } from 'vitest';
import { cameraLayers, fitLayers } from '../../src/media/layers';

test.each([
  [undefined, [4, 2, 1]],
  [1280, [4, 2, 1]],
  [960, [4, 2, 1]],
  [640, [2, 1, 1]],
  [320, [1, 1, 1]],
])('a picture %s wide is scaled down by %s', (width, scales) => {
  expect(cameraLayers(width).map((layer) => layer.scaleResolutionDownBy)).toEqual(scales);
});

test('a sender is changed only where its layers do not fit', async () => {
  const encodings = cameraLayers(1280).map((layer) => ({ ...layer, active: true }));
  const setParameters = vi.fn(async () => {});
  const sender = { getParameters: () => ({ encodings }), setParameters } as unknown as RTCRtpSender;
  await fitLayers(sender, 1280);
  expect(setParameters).not.toHaveBeenCalled();
  await fitLayers(sender, 640);
  expect(setParameters).toHaveBeenCalledOnce();
  expect(encodings.map((each) => each.scaleResolutionDownBy)).toEqual([2, 1, 1]);
});
