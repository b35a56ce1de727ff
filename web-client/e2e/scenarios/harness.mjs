// The measuring instruments themselves: camera file, microphone file and readers, across a peer connection within one
// page, in both browsers. When this fails, the figures of the others mean nothing.

import { createServer } from 'node:http';
import { observe } from '../check.mjs';
import { onEnd } from '../lifetime.mjs';

const PAGE = `<!doctype html><html data-state=connecting><title>loop</title><body><script>
const name = new URLSearchParams(location.search).get('name');
const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
from.onicecandidate = (event) => to.addIceCandidate(event.candidate);
to.onicecandidate = (event) => from.addIceCandidate(event.candidate);
const article = document.createElement('article');
article.dataset.participant = name;
const video = document.createElement('video');
video.autoplay = video.playsInline = true;
article.append(video);
document.body.append(article);
to.ontrack = (event) => (video.srcObject = event.streams[0]);
for (const track of stream.getTracks()) from.addTrack(track, stream);
await from.setLocalDescription();
await to.setRemoteDescription(from.localDescription);
await to.setLocalDescription();
await from.setRemoteDescription(to.localDescription);
document.documentElement.dataset.state = 'connected';
</script>`.replace('<script>', '<script type=module>');

export default {
  name: 'harness',
  title: 'the harness reads its own pictures and tones',
  needsServer: false,
  async run(t) {
    const web = createServer((_, response) => response.setHeader('content-type', 'text/html').end(PAGE));
    await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
    t.defer(onEnd(() => new Promise((resolve) => web.close(resolve))));
    const url = `http://127.0.0.1:${web.address().port}`;
    for (const [open, id] of [
      [t.chromium, 1],
      [t.firefox, 4],
    ]) {
      const person = await open({ name: 'loop', id });
      await person.join(url, 'loop');
      await person.sees(person);
      await person.hears(person);
      const mark = await person.mark();
      await observe(4);
      t.figure(person.kind, await person.expectMedia(person, mark, { fps: 20 }));
      await person.close();
    }
  },
};
