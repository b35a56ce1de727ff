import { AudioLines, LoaderCircle, MicOff, MonitorUp } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { RemoteTrack } from '../media';
import { Avatar } from './avatar';
import type { Call, Person } from './call';
import { t } from './i18n';
import { visible } from './text';
import { OwnVideo } from './video-of';

function useAttached<E extends HTMLMediaElement>(track: RemoteTrack | undefined) {
  const element = useRef<E>(null);
  useEffect(() => {
    if (track && element.current) return track.attach(element.current);
  }, [track]);
  return element;
}

function Label({
  name,
  muted,
  speaking,
  note,
}: {
  name: string;
  muted: boolean;
  speaking: boolean;
  note?: ComponentChildren;
}) {
  return (
    <div class="tile-label">
      {muted ? (
        <span class="badge-icon muted">
          <MicOff size={15} aria-hidden="true" />
          <span class="sr-only">{t('room.mutedState')}</span>
        </span>
      ) : (
        speaking && (
          <span class="badge-icon speaking">
            <AudioLines size={15} aria-hidden="true" />
            <span class="sr-only">{t('room.speakingState')}</span>
          </span>
        )
      )}
      <span class="tile-name" dir="auto">
        {name}
      </span>
      {note}
    </div>
  );
}

export function PersonTile({ call, person }: { call: Call; person: Person }) {
  const video = useAttached<HTMLVideoElement>(person.camera);
  const audio = useAttached<HTMLAudioElement>(person.microphone);
  const speaking = call.speaking.value.has(person.id) && !person.micMuted;
  const codec = call.undecodable(person);
  const name = visible(person.name);
  const away = person.connection !== 'connected';
  return (
    <article
      class={`tile ${speaking ? 'speaking' : ''} ${away ? 'away' : ''}`}
      data-participant={person.name}
      aria-label={name}
    >
      <video
        ref={video}
        class={person.cameraMuted || codec ? 'covered' : ''}
        aria-label={name}
        autoplay
        muted
        playsInline
      />
      {/* biome-ignore lint/a11y/useMediaCaption: live speech has no caption file */}
      <audio ref={audio} autoplay />
      {(person.cameraMuted || codec) && (
        <div class="tile-empty">
          <Avatar name={person.name} />
          {codec ? (
            <p class="tile-text">{t('room.undecodable', { name, codec: visible(codec) })}</p>
          ) : (
            <span class="sr-only">{t('room.cameraOffState')}</span>
          )}
        </div>
      )}
      {away && (
        <div class="tile-state">
          <LoaderCircle size={16} aria-hidden="true" class="spin" />
          {t(person.connection === 'connecting' ? 'room.connectingState' : 'room.reconnectingState')}
        </div>
      )}
      <Label name={name} muted={person.micMuted} speaking={speaking} />
    </article>
  );
}

export function ScreenTile({
  person,
  track,
  audio,
}: {
  person: Person;
  track: RemoteTrack;
  audio: RemoteTrack | undefined;
}) {
  const video = useAttached<HTMLVideoElement>(track);
  const sound = useAttached<HTMLAudioElement>(audio);
  const label = t('room.screenOf', { name: visible(person.name) });
  return (
    <section class="tile screen" data-screen={person.name} aria-label={label}>
      <video ref={video} aria-label={label} autoplay muted playsInline />
      {/* biome-ignore lint/a11y/useMediaCaption: a shared screen has no caption file */}
      <audio ref={sound} autoplay />
      <div class="tile-label">
        <span class="badge-icon">
          <MonitorUp size={15} aria-hidden="true" />
        </span>
        <span class="tile-name">{label}</span>
      </div>
    </section>
  );
}

export function SelfTile({ call, name }: { call: Call; name: string }) {
  const local = call.local.value;
  const speaking = call.speaking.value.has(call.room.self.id) && local.mic;
  return (
    <section class={`tile self ${speaking ? 'speaking' : ''}`} aria-label={t('room.yourTile')}>
      {local.cameraTrack ? (
        <OwnVideo track={local.cameraTrack} mirrored label={t('room.yourTile')} />
      ) : (
        <div class="tile-empty">
          <Avatar name={name} />
        </div>
      )}
      <Label name={t('room.you')} muted={!local.mic} speaking={speaking} />
    </section>
  );
}
