// Two browsers on a plain page that knows nothing of Parley but its ICE servers: what their routers allow decides
// whether they meet directly, by what our STUN told them, or through our relay.

import { createHmac } from 'node:crypto';
import { check, observe, until } from '../check.mjs';
import { FIREWALL, Lab, PORTS } from '../lab.mjs';

const SECRET = 'a secret that only the lab knows';

const CASES = [
  { name: 'ports kept', ports: 'kept', direct: true },
  { name: 'symmetric', ports: 'random', direct: false },
  { name: 'symmetric, relay only', ports: 'random', direct: false, policy: 'relay' },
  // To send there fails, which must not hurt those that relay.
  { name: 'symmetric, a peer without a route', ports: 'random', direct: false, stray: '198.51.100.77' },
  { name: 'nothing but HTTPS', ports: 'random', direct: false, firewall: FIREWALL.httpsOnly },
];

export default {
  name: 'nat',
  title: 'two browsers behind NATs meet by our STUN and TURN alone',
  ownServer: true,
  seconds: 90,
  async run(t) {
    const lab = await Lab.open(t);
    const server = await lab.server({ set: { 'turn.secret': SECRET } });
    const { hostname } = new URL(server.url);
    for (const ports of ['kept', 'random']) {
      const sites = [await lab.site({ ports }), await lab.site({ ports })];
      const people = await Promise.all([
        sites[0].chromium({ name: 'Ada', id: 1 }),
        sites[1].chromium({ name: 'Ben', id: 2 }),
      ]);
      for (const one of CASES.filter((each) => each.ports === ports)) {
        for (const site of sites) await site.firewall(one.firewall ?? FIREWALL.open);
        const iceServers = iceServersOf(hostname, `lab-${one.name.replaceAll(/\W+/g, '-')}`);
        const pairs = await meet(people, { iceServers, iceTransportPolicy: one.policy ?? 'all' }, one.stray);
        expectWay(one, pairs);
        t.figure(one.name, pairs.map(({ local, remote }) => `${local.type}-${remote.type}`).join(' '));
      }
      for (const each of people) await each.close();
    }
  },
};

/** Credentials as anybody who knows the secret makes them; how many relays an account may have is limited. */
function iceServersOf(host, account) {
  const username = `${Math.floor(Date.now() / 1000) + 3600}:${account}`;
  const credential = createHmac('sha1', SECRET).update(username).digest('base64');
  const at = `${host}:${PORTS.turn}`;
  return [
    { urls: `stun:${at}` },
    {
      urls: [
        `turn:${at}?transport=udp`,
        `turn:${at}?transport=tcp`,
        `turns:${host}:${PORTS.http}?transport=tcp`,
      ],
      username,
      credential,
    },
  ];
}

function expectWay({ name, direct, policy }, pairs) {
  for (const { local, remote, others } of pairs) {
    const way = `${name}: ${local.type} ${local.address} to ${remote.type} ${remote.address}`;
    const relayed = local.type === 'relay' || remote.type === 'relay';
    if (direct) check(!relayed && local.type !== 'host', way);
    else check(relayed, way);
    if (policy === 'relay') check(local.type === 'relay' && remote.type === 'relay', way);
    // A pair that came through without the relay would be there beside the selected one.
    if (!direct)
      check(
        others.every((pair) => pair.includes('relay')),
        `${way}, but also ${others}`,
      );
  }
}

/** Connects the two, sees a moving picture go over at both, and tells the selected pairs. */
async function meet(people, configuration, stray) {
  const [ada, ben] = people;
  for (const each of people) {
    await each.goto('about:blank');
    await each.evaluate(prepare, configuration);
  }
  const offer = await ada.evaluate(() => window.lab.describe());
  const answer = await ben.evaluate((sdp) => window.lab.describe(sdp), offer);
  await ada.evaluate((sdp) => window.lab.finish(sdp), answer);
  if (stray) {
    const candidate = `candidate:1 1 udp 2130706431 ${stray} 40000 typ host`;
    for (const each of people)
      await each.evaluate((one) => window.lab.take([one]), { candidate, sdpMid: '0', sdpMLineIndex: 0 });
  }
  const pairs = await until('frames flow', () => exchange(people), { timeout: 12_000 });
  if (!stray) return pairs;
  await observe(3);
  const later = await exchange(people);
  for (const [i, { framesDecoded }] of later.entries())
    check(
      framesDecoded >= pairs[i].framesDecoded + 45,
      `${people[i].name} saw ${framesDecoded} frames, and before ${pairs[i].framesDecoded}`,
    );
  return later;
}

/** Carries over the candidates that are new; the selected pairs once frames flow both ways, else why not. */
async function exchange(people) {
  const [ada, ben] = people;
  for (const [from, to] of [
    [ada, ben],
    [ben, ada],
  ]) {
    const candidates = await from.evaluate(() => window.lab.newCandidates());
    await to.evaluate((list) => window.lab.take(list), candidates);
  }
  const ways = await Promise.all(people.map((each) => each.evaluate(() => window.lab.way())));
  if (ways.every(({ framesDecoded }) => framesDecoded >= 20)) return ways;
  throw new Error(JSON.stringify(ways));
}

/** The plain page: a drawn picture is sent, descriptions and candidates are handed over by the test. */
function prepare(configuration) {
  const peer = new RTCPeerConnection(configuration);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [320, 180];
  const context = canvas.getContext('2d');
  let turn = 0;
  setInterval(() => {
    context.fillStyle = `hsl(${turn++ * 5}, 80%, 50%)`;
    context.fillRect(0, 0, 320, 180);
  }, 40);
  const stream = canvas.captureStream(25);
  peer.addTrack(stream.getTracks()[0], stream);
  const video = document.createElement('video');
  video.muted = video.autoplay = true;
  peer.ontrack = (event) => {
    video.srcObject = event.streams[0];
  };
  const gathered = [];
  const all = [];
  const refusals = [];
  peer.onicecandidate = ({ candidate }) => {
    if (!candidate) return;
    gathered.push(candidate.toJSON());
    all.push(candidate.candidate);
  };
  peer.onicecandidateerror = ({ url, errorCode, errorText }) => {
    refusals.push(`${Math.round(performance.now())} ${url}: ${errorCode} ${errorText}`);
  };
  window.lab = {
    async describe(offer) {
      if (offer) await peer.setRemoteDescription({ type: 'offer', sdp: offer });
      await peer.setLocalDescription();
      return peer.localDescription.sdp;
    },
    newCandidates: () => gathered.splice(0),
    take: (candidates) => Promise.all(candidates.map((each) => peer.addIceCandidate(each))),
    finish: (answer) => peer.setRemoteDescription({ type: 'answer', sdp: answer }),
    async way() {
      const stats = await peer.getStats();
      const entries = [...stats.values()];
      const end = (id) => {
        const { candidateType: type, address, protocol, relayProtocol } = stats.get(id) ?? {};
        return { type, address, protocol, relayProtocol };
      };
      const transport = entries.find((each) => each.type === 'transport');
      const selected = stats.get(transport?.selectedCandidatePairId);
      const pairs = entries.filter((each) => each.type === 'candidate-pair');
      return {
        state: peer.connectionState,
        framesDecoded: entries.find((each) => each.type === 'inbound-rtp')?.framesDecoded ?? 0,
        local: end(selected?.localCandidateId),
        remote: end(selected?.remoteCandidateId),
        others: pairs
          .filter((pair) => pair.state === 'succeeded')
          .map((pair) => `${end(pair.localCandidateId).type}-${end(pair.remoteCandidateId).type}`),
        tried: pairs.length,
        candidates: all,
        refusals,
      };
    },
  };
}
