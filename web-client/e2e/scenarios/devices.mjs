// Devices that are denied or missing are explained in words, and joining goes on without them.

import { until } from '../check.mjs';

const WORDS = {
  denied: /denied|blocked|not allowed|permission|allow/i,
  none: /no (camera|microphone|device)|not found|could not find|couldn.t find|cannot find|missing|without/i,
};

export default {
  name: 'devices',
  title: 'denied and missing devices',
  async run(t) {
    const room = t.room();
    const ada = await t.chromium({ name: 'Ada', id: 1 });
    await ada.join(t.server.url, room);
    for (const devices of ['denied', 'none']) {
      const name = `Guest ${devices}`;
      const guest = await t.chromium({ name, id: 9, devices });
      await guest.goto(`${t.server.url}/r/${room}?name=${encodeURIComponent(name)}`);
      const text = await until(`words about devices that are ${devices}`, async () => {
        const now = await guest.text();
        if (WORDS[devices].test(now) && /camera|microphone|device/i.test(now)) return now;
        throw new Error(now);
      });
      t.figure(
        devices,
        text
          .split('\n')
          .find((line) => WORDS[devices].test(line) && /camera|microphone|device/i.test(line)) ?? text,
      );
      await guest.press(/\bjoin\b/i);
      await guest.connected();
      await guest.sees(ada);
      await until(`Ada has ${name} on her page`, async () => (await ada.others()).includes(name));
      await guest.press(/^leave$/i);
      await until(`${name} is gone`, async () => !(await ada.others()).includes(name), { timeout: 5000 });
      await guest.close();
    }
  },
};
