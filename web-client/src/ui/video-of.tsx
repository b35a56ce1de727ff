import { useEffect, useRef } from 'preact/hooks';

/** Shows one of one's own tracks. */
export function OwnVideo({
  track,
  mirrored,
  label,
}: {
  track: MediaStreamTrack;
  mirrored: boolean;
  label: string;
}) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <video
      ref={video}
      class={mirrored ? 'mirrored' : ''}
      aria-label={label}
      autoplay
      muted
      playsInline
      disablePictureInPicture
    />
  );
}
