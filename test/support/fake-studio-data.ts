import type { AnalysisSummary, DubTracks } from '../../renderer/state/tracks-store.ts';
import { factorColumns } from '../../renderer/state/tracks-store.ts';

/** A stretch of speech. */
export interface SpokenRange {
  readonly startSec: number;
  readonly endSec: number;
}

/** Numbers in [0, 1) that are the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Peaks of a voice that speaks in the ranges: syllables of uneven loudness, a little noise between. */
export function makePeaks(durationSec: number, spoken: readonly SpokenRange[], seed: number): Float32Array {
  const random = seededRandom(seed);
  const peaks = Float32Array.from({ length: Math.ceil(durationSec * 100) }, () => random() * 0.02);
  for (const { startSec, endSec } of spoken) {
    let loudness = 0.5;
    const end = Math.min(Math.floor(endSec * 100), peaks.length);
    for (let at = Math.floor(startSec * 100); at < end; at++) {
      const timeSec = at / 100;
      if (at % 18 === 0) loudness = 0.35 + random() * 0.6;
      const edge = Math.min(1, (timeSec - startSec) * 9, (endSec - timeSec) * 9);
      const syllable = 0.25 + 0.75 * Math.abs(Math.sin(timeSec * 13 + loudness * 4));
      peaks[at] = Math.min(1, edge * loudness * syllable * (0.75 + random() * 0.25));
    }
  }
  return peaks;
}

/** [T, 4] lips that a voice drives in the ranges, NaN elsewhere, [T] how surely it speaks, and its closures. */
export function makeDrivenLips(frameCount: number, fps: number, spoken: readonly SpokenRange[], seed: number) {
  const random = seededRandom(seed);
  const lip = new Float32Array(frameCount * 4).fill(Number.NaN);
  const activity = new Float32Array(frameCount);
  const closures: DubTracks['faces'][number]['closures'][number][] = [];
  for (const { startSec, endSec } of spoken) {
    const phase = random() * 6;
    for (let frame = Math.ceil(startSec * fps); frame < Math.min(endSec * fps, frameCount); frame++) {
      const t = frame / fps;
      const edge = Math.min(1, (t - startSec) * 6, (endSec - t) * 6);
      const open = Math.max(0, 0.16 + 0.15 * Math.sin(t * 11 + phase) + 0.07 * Math.sin(t * 23 + phase * 2)) * edge;
      lip.set(
        [open, 0.06 * Math.sin(t * 5 + phase) * edge, Math.max(0, 0.7 - open * 6) * edge, open * 0.55],
        frame * 4,
      );
      activity[frame] = edge * (0.7 + 0.3 * Math.sin(t * 3));
    }
    for (let t = startSec + 0.25; t < endSec - 0.1; t += 0.5 + random() * 0.6) {
      closures.push({ timeSec: t, isReached: random() > 0.15 });
    }
  }
  return { lip, activity, closures };
}

/** [T, 18] factors of a person who talks, blinks and moves the head; `gaps` are frames without a face. */
export function makeFactors(
  frameCount: number,
  fps: number,
  gaps: AnalysisSummary['shots'],
  seed: number,
): Float32Array {
  const random = seededRandom(seed);
  const { first, count } = factorColumns;
  const rows = new Float32Array(frameCount * count);
  let nextBlinkSec = 0.9;
  for (let frame = 0; frame < frameCount; frame++) {
    const t = frame / fps;
    if (t > nextBlinkSec + 0.3) nextBlinkSec = t + 1.5 + random() * 3;
    const blink = Math.max(0, 1 - Math.abs(t - nextBlinkSec) / 0.12);
    const wave = (speed: number, at: number) => Math.sin(t * speed + seed + at);
    const open = Math.max(0, 0.12 + 0.1 * wave(9, 0) + 0.05 * wave(17, 1)) * (wave(0.9, 2) > -0.4 ? 1 : 0.1);
    const at = frame * count;
    rows.set([open, 0.04 * wave(4, 0), Math.max(0, 0.6 - open * 8), open * 0.5], at + first.lip);
    rows.set([blink, blink * 0.94, 0.12 * wave(0.7, 1) + 0.04 * wave(2.3, 0), 0.06 * wave(0.5, 2)], at + first.eye);
    rows.set(
      [
        0.14 * wave(0.8, 0),
        0.09 * wave(0.6, 1),
        0.05 * wave(0.9, 2),
        620 + 12 * wave(0.4, 0),
        380,
        118 + 2 * wave(0.3, 1),
      ],
      at + first.headPose,
    );
    rows.set(
      [0.03 * wave(0.5, 0), 0.02 * wave(0.7, 1), 0.05 + 0.05 * wave(0.4, 2), 0.03 * wave(0.4, 1)],
      at + first.expression,
    );
  }
  for (const { startFrame, endFrame } of gaps) rows.fill(Number.NaN, startFrame * count, endFrame * count);
  return rows;
}
