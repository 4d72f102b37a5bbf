import { framesPerSecond } from '../../../core/time/frame-rate.ts';
import type { Asset, DubLine } from '../../../core/project/records.ts';
import type { Format } from '../../state/strings/format.ts';

/** What a line under a file's name says of it: size, rate, length. Parts are shown with a dot between. */
export function assetFacts(
  { summary, stillSec }: Asset,
  format: Format,
  words: { readonly noSound: string; readonly variable: string; readonly still: string },
): readonly string[] {
  const { picture, sound, durationSec } = summary;
  const clock = format.clock(durationSec);
  if (picture === null) {
    return [...(sound === null ? [words.noSound] : [`${format.number(sound.sampleRateHz / 1000)} kHz`]), clock];
  }
  // A picture has neither rate nor sound of its own.
  if (stillSec !== null) return [`${picture.widthPx}×${picture.heightPx}`, words.still, clock];
  const rate = framesPerSecond(picture.frameRate);
  const fps = `${format.number(rate, Number.isInteger(rate) ? 0 : 2)} fps`;
  return [
    `${picture.widthPx}×${picture.heightPx}`,
    picture.isVariableFrameRate ? `${fps} ${words.variable}` : fps,
    clock,
    ...(sound === null ? [words.noSound] : []),
  ];
}

/** Faces that a voice drives through the active takes of lines, ascending. */
export function facesDrivenBy(assetId: string, lines: Readonly<Record<string, DubLine>>): readonly number[] {
  const numbers = Object.values(lines)
    .filter(({ takes, activeTakeId }) => takes.some((take) => take.takeId === activeTakeId && take.assetId === assetId))
    .map(({ faceNumber }) => faceNumber);
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** True when a line has a take of the file, played or not: it cannot be removed. */
export function isInUse(assetId: string, lines: Readonly<Record<string, DubLine>>): boolean {
  return Object.values(lines).some(({ takes }) => takes.some((take) => take.assetId === assetId));
}

/** Heights of `count` bars of a small waveform, each the loudest of its stretch, 0 to 1. */
export function barHeights(peaks: Float32Array, count: number): readonly number[] {
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count));
    let loudest = 0;
    for (let at = from; at < Math.min(to, peaks.length); at++) loudest = Math.max(loudest, peaks[at]);
    return loudest;
  });
}
