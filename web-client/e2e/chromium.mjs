// Chromium of the distribution, one process per participant: the files of the fake devices are the process's.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { onEnd } from './lifetime.mjs';
import { cameraFile, microphoneFile } from './media.mjs';
import { Participant } from './participant.mjs';
import { initScript } from './readers.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

export function findOnPath(...names) {
  for (const name of names) {
    for (const folder of ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)]) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // not in this folder
      }
    }
  }
  return null;
}

export const chromiumPath = () =>
  process.env.CHROMIUM ?? findOnPath('chromium', 'chromium-browser', 'google-chrome');

/**
 * A participant in a Chromium of its own.
 *
 * @param {{name: string, id: number, width?: number, height?: number, devices?: 'files'|'denied'|'none',
 *     viewport?: object, init?: object, args?: string[], executablePath?: string}} options
 */
export async function openChromium({
  name,
  id,
  width = 640,
  height = 360,
  devices = 'files',
  viewport = { width: 1280, height: 720 },
  init = {},
  args = [],
  executablePath = chromiumPath(),
  context: contextOptions = {},
}) {
  const media = {
    files: () => [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${cameraFile({ id, width, height })}`,
      `--use-file-for-fake-audio-capture=${microphoneFile({ id })}`,
    ],
    denied: () => ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny'],
    none: () => ['--use-fake-device-for-media-stream=device-count=0', '--use-fake-ui-for-media-stream'],
  }[devices]();
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [...FLAGS, ...media, ...args],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const close = onEnd(() => browser.close());
  const context = await browser.newContext({ viewport, ...contextOptions });
  await context.addInitScript({ content: initScript(init) });
  const page = await context.newPage();
  const participant = new Participant({ name, id, page, kind: 'chromium', close });
  participant.browser = browser;
  participant.context = context;
  return participant;
}
