import { correctionFor } from './sound-sync.ts';

/** The audio element with the dub. */
export type SoundElement = Pick<
  HTMLAudioElement,
  'currentTime' | 'playbackRate' | 'paused' | 'play' | 'pause' | 'duration' | 'preservesPitch' | 'seeking'
>;

/** Keeps a second sound on the picture. */
export interface DubSound {
  /** The picture plays at this speed (0 = stands) or has jumped. */
  follow(rate: number, hasJumped: boolean): void;
  /** Looks how far the sound is off and corrects it; call now and then while playing. Returns the drift in seconds. */
  correct(): number;
}

/**
 * Lets a sound follow a picture's clock.
 *
 * @param pictureSec the picture's time now
 */
export function makeDubSound(sound: SoundElement, pictureSec: () => number): DubSound {
  let rate = 0;
  // Blending a little faster must not change the pitch.
  sound.preservesPitch = true;
  const place = () => {
    const end = Number.isFinite(sound.duration) ? sound.duration : Number.POSITIVE_INFINITY;
    sound.currentTime = Math.min(pictureSec(), end);
  };
  const start = () => {
    // Refused when nobody has pressed anything yet, or interrupted by a pause: the picture plays on without it.
    if (sound.paused && pictureSec() < sound.duration) sound.play().catch(() => undefined);
  };
  return {
    follow(newRate, hasJumped) {
      const isStarting = rate === 0 && newRate > 0;
      rate = newRate;
      if (newRate === 0) sound.pause();
      else sound.playbackRate = newRate;
      if (hasJumped || isStarting) place();
      if (newRate > 0) start();
    },
    correct() {
      if (rate === 0 || sound.paused || sound.seeking) return 0;
      const drift = sound.currentTime - pictureSec();
      const correction = correctionFor(drift);
      if (correction.kind === 'jump') place();
      sound.playbackRate = correction.kind === 'bend' ? rate * correction.rate : rate;
      return drift;
    },
  };
}
