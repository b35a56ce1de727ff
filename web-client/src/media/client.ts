import { RtcError } from '../core/errors';
import { hasRelay } from '../core/ice-servers';
import type { IceServer } from '../core/protocol';
import { subprotocol } from '../core/protocol';
import type { Socket } from '../core/signaling';
import { Signaling } from '../core/signaling';
import { LocalMedia } from './local';
import type { Enter } from './rejoin';
import { Room } from './room';

export interface ClientOptions {
  /** The WebSocket, `wss://HOST/ws`. */
  readonly url: string;
  /** Needed when the server runs with `auth.mode: token`. */
  readonly token?: string | undefined;
  /** Replaced in tests. */
  readonly openSocket?: ((url: string) => Socket) | undefined;
}

const renewTimeoutMs = 3000;

export const pathChoices = ['auto', 'sfu', 'relay'] as const;
export type PathChoice = (typeof pathChoices)[number];

export interface JoinOptions {
  readonly name: string;
  /** What to send; without it the participant only watches until something is switched on. */
  readonly media?: LocalMedia | undefined;
  /**
   * `auto` and `sfu` take the best way to the server, over a relay when nothing else passes; `relay` takes none but a
   * relay, so that the server's media port sees no address but the relay's.
   */
  readonly path?: PathChoice | undefined;
  /** Stops a join that has not been answered yet. */
  readonly signal?: AbortSignal | undefined;
}

export interface Client {
  /** Enters a room. Resolves when the server said welcome; the media connects while `room.state` is `connecting`. */
  join(room: string, options: JoinOptions): Promise<Room>;
}

export function createClient(options: ClientOptions): Client {
  const openSocket =
    options.openSocket ?? ((url: string): Socket => new WebSocket(url, subprotocol) as Socket);
  return {
    async join(room, { name, media, path, signal }) {
      if (typeof RTCPeerConnection === 'undefined') {
        throw new RtcError('unsupported-browser', 'This browser has no WebRTC.');
      }
      const enter: Enter = () => {
        const signaling = new Signaling({ openSocket: () => openSocket(options.url), random: Math.random });
        const token = options.token === undefined ? {} : { token: options.token };
        return { signaling, welcome: signaling.join({ room, name, ...token }) };
      };
      const { signaling, welcome } = enter();
      const abort = () => signaling.abort(new RtcError('aborted', 'The join was cancelled.'));
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort);
      try {
        const entered = await welcome;
        const relayOnly = path === 'relay';
        if (relayOnly && !hasRelay(entered.iceServers)) {
          void signaling.leave();
          throw new RtcError('no-relay', 'The server has no relay: turn.enabled is off there.');
        }
        return new Room(enter, signaling, entered, media ?? new LocalMedia(), {
          relayOnly,
          fetchIceServers: () => fetchIceServers(options),
        });
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
  };
}

/** Asks for STUN and TURN servers with new credentials, which whoever may join may have. */
async function fetchIceServers({ url, token }: ClientOptions): Promise<IceServer[]> {
  const address = new URL('/api/ice-servers', url.replace(/^ws/, 'http'));
  const response = await fetch(address, {
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(renewTimeoutMs),
  });
  if (!response.ok) throw new RtcError('unreachable', `/api/ice-servers: ${response.status}`);
  const { iceServers } = (await response.json()) as { iceServers?: IceServer[] };
  if (!Array.isArray(iceServers)) throw new RtcError('protocol', '/api/ice-servers has no iceServers.');
  return iceServers;
}
