// Independent WebRTC stacks publish by WHIP and subscribe by WHEP, unchanged: each is watched by Chromium and by
// another of them, and each watches Chromium.

import { join } from 'node:path';
import { check, until } from '../check.mjs';
import { CLIENTS, startClient } from '../clients/client.mjs';
import { encodedMedia, openCodecs, readReceived } from '../encode.mjs';
import { toneOf } from '../picture.mjs';

export default {
  name: 'whip-whep',
  title: 'independent clients by WHIP and WHEP',
  seconds: 240,
  async run(t) {
    const codecs = await openCodecs();
    t.defer(codecs.close);
    const room = t.room();
    const ada = await t.chromium({ name: 'Ada', id: 1 });
    await ada.join(t.server.url, room);
    const failures = [];
    let id = 1;
    const wanted = t.options.clients?.split(',');
    for (const [kind, client] of Object.entries(CLIENTS)) {
      if (wanted && !wanted.includes(kind)) continue;
      let command;
      try {
        command = await client.find();
      } catch (error) {
        t.skipPart(kind, error.message);
        continue;
      }
      for (const profile of client.profiles ?? ['any']) {
        id++;
        const label = profile === 'any' ? kind : `${kind} ${profile}`;
        for (const part of [publishes, subscribes]) {
          try {
            await part(t, { codecs, room, ada, label, command, client, profile, id });
          } catch (error) {
            failures.push(`${label} ${part.name}: ${error.message}`);
            t.log(`FAILED ${label} ${part.name}: ${error.message}`);
          }
        }
      }
    }
    check(failures.length === 0, failures.join('; '));
    const missing = await fetch(`${t.server.url}/whep/${room}/nobody`, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: 'v=0\r\n',
    });
    check([400, 404, 422].includes(missing.status), `WHEP of nobody answers ${missing.status}`);
  },
};

/** WHIP in; Chromium in the room sees and hears it, and the same stack receives it by WHEP. */
async function publishes(t, options) {
  const { codecs, room, ada, label, command, client, profile, id } = options;
  const name = `${label}-publisher`.replaceAll(' ', '-');
  const media = client.encoded ? await encodedMedia(codecs, id) : { id };
  const publisher = await startClient(t, command, 'publish', {
    url: `${t.server.url}/whip/${room}?name=${name}`,
    profile,
    ...media,
  });
  const other = { name, id };
  const since = await ada.mark();
  const seen = await publisher.until(`Ada sees ${name}`, () => ada.sees(other, { since, frames: 30 }));
  const heard = await publisher.until(`Ada hears ${name}`, () => ada.hears(other, { since }));
  check(Object.keys(seen.ids).join() === String(id), `${label}: Ada saw ${JSON.stringify(seen)}`);
  const received = await watch(t, { ...options, name });
  const code = await publisher.stop();
  check(code === 0, `${label}: the publisher ended with ${code}`);
  await until(`${name} is gone`, async () => !(await ada.others()).includes(name), { timeout: 5000 });
  t.figure(`${label} publishes`, { fps: seen.fps, hz: heard.hz, srtp: profile, received });
}

/** WHEP out: the stack receives Chromium. */
async function subscribes(t, options) {
  t.figure(`${options.label} subscribes`, await watch(t, { ...options, name: 'Ada', id: 1 }));
}

async function watch(t, { codecs, room, label, command, client, profile, name, id }) {
  const out = join(t.folder, `${label}-of-${name}`.replaceAll(' ', '-'));
  const subscriber = await startClient(t, command, 'subscribe', {
    url: `${t.server.url}/whep/${room}/${name}`,
    profile,
    out,
  });
  let result;
  if (client.encoded) {
    await subscriber.until(`${label} receives ${name}`, () => {
      const { frames, keyframes, audio } = subscriber.last;
      if (frames > 75 && keyframes > 0 && audio > 100) return true;
      throw new Error(JSON.stringify(subscriber.last));
    });
    const read = await readReceived(codecs, { video: `${out}.video`, audio: `${out}.audio` }, toneOf(id));
    check(
      (read.ids[id] ?? 0) > 50 && Object.keys(read.ids).length === 1,
      `${label} of ${name}: decoded ${JSON.stringify(read)}`,
    );
    check(read.tone > 0.5, `${label} of ${name}: not the tone of ${toneOf(id)} Hz: ${JSON.stringify(read)}`);
    result = { decoded: read.decoded, lost: subscriber.last.lost, tone: read.tone };
  } else {
    await subscriber.until(`${label} decodes ${name}`, () => {
      const { ids, tones } = subscriber.last;
      if ((ids?.[id] ?? 0) > 60 && (tones?.[toneOf(id)] ?? 0) > 5) return true;
      throw new Error(JSON.stringify(subscriber.last));
    });
    const { ids, tones, unreadable } = subscriber.last;
    check(Object.keys(ids).length === 1, `${label} of ${name}: ids ${JSON.stringify(ids)}`);
    result = { ids, tones, unreadable };
  }
  const code = await subscriber.stop();
  check(code === 0, `${label}: the subscriber ended with ${code}`);
  return result;
}
