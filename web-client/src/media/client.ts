import { RtcError } from '../core/errors';
import { subprotocol } from '../core/protocol';
import type { Socket } from '../core/signaling';
import { Signaling } from '../core/signaling';
import { LocalMedia } from './local';
import type { Enter } from './room';
import { Room } from './room';

export interface ClientOptions {
  /** The WebSocket, `wss://HOST/ws`. */
  readonly url: string;
  /** Needed when the server runs with `auth.mode: token`. */
  readonly token?: string | undefined;
  /** Replaced in tests. */
  readonly openSocket?: ((url: string) => Socket) | undefined;
}

export interface JoinOptions {
  readonly name: string;
  /** What to send; without it the participant only watches until something is switched on. */
  readonly media?: LocalMedia | undefined;
  readonly path?: 'auto' | 'sfu' | 'relay' | undefined;
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
        return new Room(enter, signaling, await welcome, media ?? new LocalMedia(), path === 'relay');
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
  };
}
