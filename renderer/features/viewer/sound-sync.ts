/** Ears forgive voice up to this far from the lips, seconds; the dub sound is kept within it. */
export const largestDriftSec = 0.04;

/** Beyond this a change of speed would take too long to be noticed as anything but an error: jump. */
const jumpDriftSec = 0.12;

/** What to do with a sound that follows the picture. */
export type SoundCorrection =
  | { readonly kind: 'none' }
  /** Play at this multiple of the picture's speed until it fits. */
  | { readonly kind: 'bend'; readonly rate: number }
  | { readonly kind: 'jump' };

/**
 * How to bring a sound back to the picture. A drift that can be heard is bent away over half a second or so, because a jump clicks.
 *
 * @param driftSec sound's time minus the picture's; positive = the sound is ahead
 */
export function correctionFor(driftSec: number): SoundCorrection {
  const size = Math.abs(driftSec);
  if (size > jumpDriftSec) return { kind: 'jump' };
  if (size < largestDriftSec / 4) return { kind: 'none' };
  return { kind: 'bend', rate: 1 - Math.sign(driftSec) * Math.min(0.1, size * 3) };
}
