// Firefox by WebDriver BiDi.

import puppeteer from 'puppeteer-core';
import { findOnPath } from './chromium.mjs';
import { onEnd } from './lifetime.mjs';
import { Participant } from './participant.mjs';
import { toneOf } from './picture.mjs';
import { initScript } from './readers.mjs';

export const firefoxPath = () => process.env.FIREFOX ?? findOnPath('firefox-esr', 'firefox');

export async function openFirefox({
  name,
  id,
  width = 640,
  height = 360,
  viewport = { width: 1280, height: 720 },
  init = {},
  executablePath = firefoxPath(),
  ...launch
}) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    ...launch,
    headless: true,
    defaultViewport: viewport,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.autoplay.default': 0,
      'media.autoplay.blocking_policy': 0,
      'media.autoplay.block-webaudio': false,
      'media.navigator.audio.fake_frequency': toneOf(id),
    },
  });
  const close = onEnd(() => browser.close());
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(initScript({ media: { id, width, height }, ...init }));
  return new Participant({ name, id, page, kind: 'firefox', close });
}
