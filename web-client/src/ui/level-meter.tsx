import { useEffect, useRef } from 'preact/hooks';
import { t } from './i18n';

const bars = 12;

/** Shows that the microphone hears something. */
export function LevelMeter({ track }: { track: MediaStreamTrack }) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    const wake = () => void context.resume();
    window.addEventListener('pointerdown', wake);
    window.addEventListener('keydown', wake);
    let frame = 0;
    let shown = 0;
    const draw = () => {
      analyser.getByteTimeDomainData(samples);
      let peak = 0;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample - 128) / 128);
      shown = Math.max(Math.sqrt(peak), shown * 0.92);
      for (const [index, bar] of [...(root.current?.children ?? [])].entries()) {
        bar.classList.toggle('lit', index < Math.round(shown * bars));
      }
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointerdown', wake);
      window.removeEventListener('keydown', wake);
      void context.close();
    };
  }, [track]);
  return (
    <div class="level" role="img" aria-label={t('join.level')} ref={root}>
      {Array.from({ length: bars }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
