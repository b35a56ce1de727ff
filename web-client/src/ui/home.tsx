import { ArrowRight, Globe, RefreshCw, Shield, Video } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { Brand } from './brand';
import { t } from './i18n';
import { LanguageSelect } from './language-select';
import { go } from './navigation';
import { preferences } from './preferences';
import { friendlyRoomName, secureRandom } from './room-names';
import { roomName } from './route';

export function Home({ invalid }: { invalid?: boolean }) {
  const [room, setRoom] = useState('');
  const [wrong, setWrong] = useState(invalid ?? false);
  const recent = preferences.value.recentRooms ?? [];

  const enter = (event: Event) => {
    event.preventDefault();
    const name = room.trim().replaceAll(/\s+/g, '-');
    if (roomName.test(name)) go(`/r/${name}`);
    else setWrong(true);
  };

  return (
    <div class="home">
      <header class="top">
        <Brand />
        <LanguageSelect />
      </header>
      <main class="home-main">
        <section class="hero">
          <h1>{t('home.title')}</h1>
          <p class="lead">{t('home.lead')}</p>
          <div class="home-actions">
            <button
              type="button"
              class="button primary large"
              onClick={() => go(`/r/${friendlyRoomName(secureRandom)}`)}
            >
              <Video size={20} aria-hidden="true" />
              {t('home.create')}
            </button>
            <span class="or">{t('home.or')}</span>
            <form class="enter" onSubmit={enter} noValidate>
              <label class="sr-only" for="room">
                {t('home.enterLabel')}
              </label>
              <input
                id="room"
                type="text"
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                maxLength={64}
                placeholder={t('home.enterPlaceholder')}
                value={room}
                aria-invalid={wrong}
                aria-describedby={wrong ? 'room-error' : undefined}
                onInput={(event) => {
                  setRoom(event.currentTarget.value);
                  setWrong(false);
                }}
              />
              <button type="submit" class="button" disabled={room.trim() === ''}>
                {t('home.enter')}
                <ArrowRight size={18} aria-hidden="true" class="flip-rtl" />
              </button>
            </form>
          </div>
          {wrong && (
            <p id="room-error" class="field-error" role="alert">
              {t('home.invalidRoom')}
            </p>
          )}
          {recent.length > 0 && (
            <nav class="recent" aria-label={t('home.recent')}>
              <h2>{t('home.recent')}</h2>
              <ul>
                {recent.map((name) => (
                  <li key={name}>
                    <a
                      class="chip"
                      href={`/r/${name}`}
                      onClick={(event) => {
                        event.preventDefault();
                        go(`/r/${name}`);
                      }}
                    >
                      {name}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
        </section>
        <div class="illustration" aria-hidden="true">
          <div class="mini a">
            <span />
          </div>
          <div class="mini b speaking">
            <span />
          </div>
          <div class="mini c">
            <span />
          </div>
          <div class="mini d">
            <span />
          </div>
        </div>
        <ul class="points">
          <li>
            <Shield size={22} aria-hidden="true" />
            <div>
              <h2>{t('home.point1')}</h2>
              <p>{t('home.point1text')}</p>
            </div>
          </li>
          <li>
            <Globe size={22} aria-hidden="true" />
            <div>
              <h2>{t('home.point2')}</h2>
              <p>{t('home.point2text')}</p>
            </div>
          </li>
          <li>
            <RefreshCw size={22} aria-hidden="true" />
            <div>
              <h2>{t('home.point3')}</h2>
              <p>{t('home.point3text')}</p>
            </div>
          </li>
        </ul>
      </main>
    </div>
  );
}
