import { TriangleAlert, VideoOff } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LocalMedia } from '../media';
import { Avatar } from './avatar';
import { Brand } from './brand';
import { DeviceSelect } from './device-select';
import { t } from './i18n';
import { LanguageSelect } from './language-select';
import { LevelMeter } from './level-meter';
import { CameraButton, MicButton } from './media-buttons';
import { remember } from './preferences';
import { explain } from './problems';
import { isValidName } from './route';
import { useDevices, useLocalMedia } from './use-local-media';
import { OwnVideo } from './video-of';

interface Props {
  readonly room: string;
  readonly name: string;
  /** The token decides the name. */
  readonly nameFixed: boolean;
  readonly media: LocalMedia;
  readonly onJoin: (name: string) => void;
}

export function PreJoin({ room, name: givenName, nameFixed, media, onJoin }: Props) {
  const [name, setName] = useState(givenName);
  const [error, setError] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const { microphone, camera } = useLocalMedia(media);
  const devices = useDevices(media);

  useEffect(() => {
    void media.start();
  }, [media]);

  const submit = (event: Event) => {
    event.preventDefault();
    const chosen = name.trim();
    if (!isValidName(chosen)) {
      setError(t(chosen === '' ? 'join.nameMissing' : 'join.nameInvalid'));
      field.current?.focus();
      return;
    }
    onJoin(chosen);
  };

  const toggle = (kind: 'microphone' | 'camera') => {
    const on = !media[kind].on;
    remember({ [kind]: on });
    void (kind === 'microphone' ? media.setMic(on) : media.setCamera(on));
  };

  const problems = [
    { kind: 'microphone' as const, problem: microphone.problem },
    { kind: 'camera' as const, problem: camera.problem },
  ].filter(({ problem }) => problem);
  // The same cause twice (everything is denied, the page is insecure) is one explanation.
  const [first, second] = problems;
  const shown =
    first && second && first.problem?.code === second.problem?.code
      ? [{ kind: 'both' as const, problem: first.problem }]
      : problems;

  return (
    <div class="join-page">
      <header class="top">
        <Brand />
        <LanguageSelect />
      </header>
      <main class="join-main">
        <section class="preview-column">
          <div class="preview">
            {camera.track ? (
              <OwnVideo track={camera.track} mirrored label={t('join.preview')} />
            ) : (
              <div class="preview-empty">
                {name.trim() === '' ? <VideoOff size={40} aria-hidden="true" /> : <Avatar name={name} />}
                <span>{t(camera.on ? 'join.cameraStarting' : 'join.cameraOff')}</span>
              </div>
            )}
            <div class="preview-controls">
              <MicButton
                on={microphone.on}
                problem={Boolean(microphone.problem)}
                onToggle={() => toggle('microphone')}
              />
              <CameraButton
                on={camera.on}
                problem={Boolean(camera.problem)}
                onToggle={() => toggle('camera')}
              />
            </div>
          </div>
          <div class="level-row">
            {microphone.track && microphone.on ? (
              <>
                <LevelMeter track={microphone.track} />
                <span>{t('join.speak')}</span>
              </>
            ) : (
              <span>{t('join.micOff')}</span>
            )}
          </div>
        </section>
        <form class="join-form card" onSubmit={submit} noValidate>
          <h1>{t('join.title')}</h1>
          <p class="room-line">
            {t('join.room')} <strong>{room}</strong>
          </p>
          {shown.map(({ kind, problem }) => {
            if (!problem) return null;
            const { title, remedy } = explain(problem.code, kind);
            return (
              <div key={kind} class="notice" role="status">
                <TriangleAlert size={20} aria-hidden="true" />
                <div>
                  <strong>{title}</strong>
                  <p>{remedy}</p>
                </div>
              </div>
            );
          })}
          <div class="field">
            <label for="name">{t('join.name')}</label>
            <input
              ref={field}
              id="name"
              type="text"
              autocomplete="name"
              maxLength={64}
              readOnly={nameFixed}
              placeholder={t('join.namePlaceholder')}
              value={name}
              aria-invalid={error !== undefined}
              aria-describedby={error ? 'name-error' : undefined}
              onInput={(event) => {
                setName(event.currentTarget.value);
                setError(undefined);
              }}
            />
            {error && (
              <p id="name-error" class="field-error" role="alert">
                {error}
              </p>
            )}
          </div>
          <div class="device-fields">
            <DeviceSelect kind="microphone" media={media} devices={devices.microphone} />
            <DeviceSelect kind="camera" media={media} devices={devices.camera} />
          </div>
          <button type="submit" class="button primary large wide">
            {t(problems.length === 2 ? 'join.buttonWithout' : 'join.button')}
          </button>
        </form>
      </main>
    </div>
  );
}
