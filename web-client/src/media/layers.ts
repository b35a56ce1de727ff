/** The simulcast layers of a camera: three rids, lowest first, as browsers want them, whatever the picture's size. */

interface Layer {
  readonly rid: string;
  readonly scaleResolutionDownBy: number;
  readonly maxBitrate: number;
}

const large: readonly Layer[] = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];

const medium: readonly Layer[] = [
  { rid: 'q', scaleResolutionDownBy: 2, maxBitrate: 200_000 },
  { rid: 'h', scaleResolutionDownBy: 1, maxBitrate: 900_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 900_000 },
];

const small: readonly Layer[] = [
  { rid: 'q', scaleResolutionDownBy: 1, maxBitrate: 300_000 },
  { rid: 'h', scaleResolutionDownBy: 1, maxBitrate: 300_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 300_000 },
];

/**
 * Chromium sends three layers from 960 pixels, two from 480, else one, and it is the last ones that it leaves out: with
 * fewer layers the first ones have to carry the whole picture.
 *
 * @param width of the camera's picture in pixels; the size we ask for while it is not known yet
 */
export function cameraLayers(width = 1280): readonly Layer[] {
  if (width >= 960) return large;
  return width >= 480 ? medium : small;
}

/** Changes the layers of a sender to those of a picture of this width. */
export async function fitLayers(sender: RTCRtpSender, width: number | undefined): Promise<void> {
  const parameters = sender.getParameters();
  let changed = false;
  for (const encoding of parameters.encodings ?? []) {
    const layer = cameraLayers(width).find(({ rid }) => rid === encoding.rid);
    if (!layer || layer.scaleResolutionDownBy === encoding.scaleResolutionDownBy) continue;
    encoding.scaleResolutionDownBy = layer.scaleResolutionDownBy;
    encoding.maxBitrate = layer.maxBitrate;
    changed = true;
  }
  if (changed) await sender.setParameters(parameters);
}
