import { useEffect, useMemo } from 'preact/hooks';
import { Failed, Joining, Left } from './end-screens';
import { Home } from './home';
import { t } from './i18n';
import { route } from './navigation';
import { Notices } from './notices-view';
import { PreJoin } from './prejoin';
import { RoomPage } from './room-page';
import type { VisitOptions } from './visit';
import { setPageState, Visit } from './visit';

export function App() {
  const current = route.value;
  return (
    <>
      {current.page === 'room' ? (
        <RoomVisit key={current.room} {...current} />
      ) : (
        <HomePage invalid={current.page === 'bad-room'} />
      )}
      <Notices />
    </>
  );
}

function HomePage({ invalid }: { invalid: boolean }) {
  useEffect(() => {
    document.title = `Parley · ${t('app.tagline')}`;
    setPageState(undefined, undefined);
  });
  return <Home invalid={invalid} />;
}

function RoomVisit({ room, name, token, path, join }: VisitOptions) {
  const visit = useMemo(() => new Visit({ room, name, token, path, join }), [room]);
  useEffect(() => {
    document.title = `${room} · Parley`;
    const leave = () => visit.close();
    // A page that comes back from the browser's cache has left its room.
    const restore = (event: PageTransitionEvent) => event.persisted && location.reload();
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', restore);
    return () => {
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', restore);
      visit.close();
    };
  }, [visit]);

  const step = visit.step.value;
  switch (step.kind) {
    case 'questions':
      return (
        <PreJoin
          room={room}
          name={visit.name}
          nameFixed={visit.nameFixed}
          media={step.media}
          onJoin={(chosen) => void visit.join(chosen, step.media)}
        />
      );
    case 'joining':
      return <Joining room={room} onCancel={step.cancel} />;
    case 'call':
      return <RoomPage call={step.call} name={step.name} />;
    case 'left':
      return <Left room={room} onRejoin={() => visit.rejoin()} />;
    case 'failed':
      return <Failed error={step.error} onRetry={() => visit.rejoin()} onBack={() => visit.ask()} />;
  }
}
