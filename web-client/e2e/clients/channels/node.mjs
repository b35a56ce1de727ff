// The stacks that run in Node: commands as lines of JSON on stdin, answers on stdout.
//
//   node node.mjs werift|wrtc|node-datachannel

import dgram from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';
import { channelPeer } from './peer.mjs';

const STACKS = {
  async werift() {
    // Room for bursts while others have the processor.
    const { createSocket } = dgram;
    dgram.createSocket = (type) => createSocket({ type, recvBufferSize: 4 << 20 });
    syncBuiltinESMExports();
    const { RTCPeerConnection } = await import('werift');
    return () =>
      new RTCPeerConnection({
        iceServers: [],
        iceAdditionalHostAddresses: ['127.0.0.1'],
        maxMessageSize: 262_144,
      });
  },
  async wrtc() {
    const { default: wrtc } = await import('@roamhq/wrtc');
    return () => new wrtc.RTCPeerConnection();
  },
  async 'node-datachannel'() {
    const { RTCPeerConnection } = await import('node-datachannel/polyfill');
    return () => new RTCPeerConnection({ iceServers: [] });
  },
};

const peer = channelPeer({ create: await STACKS[process.argv[2]]() });
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const command = JSON.parse(line);
    try {
      say({ n: command.n, value: await peer.run(command) });
    } catch (error) {
      say({ n: command.n, error: String(error?.message ?? error) });
    }
    if (command.do === 'end') process.exit(0);
  })
  .on('close', () => process.exit(0));
say({ ready: true });
