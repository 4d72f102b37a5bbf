import type { AbortSignalLike } from '../../../core/errors.ts';
import { findSound, readSound } from './audio-reader.ts';
import type { MediaRunner } from './media-runner.ts';

/** Peaks in a second of sound. */
export const peaksPerSec = 100;

/** The loudest samples of a sound. */
export interface SoundPeaks {
  /** [T] in [0, 1]: the loudest sample, of all channels mixed, in each 1/100 s from the start of the presentation. */
  readonly peaks: Float32Array;
  readonly durationSec: number;
}

/**
 * Measures the peaks of a file's first sound stream, at the stream's own rate.
 *
 * @param onSeconds told now and then how many seconds have been heard
 * @throws StudioError 'media.no-audio' and the errors of reading
 */
export async function measurePeaks(
  runner: MediaRunner,
  path: string,
  signal?: AbortSignalLike,
  onSeconds?: (heardSec: number) => void,
): Promise<SoundPeaks> {
  const sound = await findSound(runner, path, signal);
  const { rateHz } = sound;
  let peaks = new Float32Array(4096);
  let sampleCount = 0;
  for await (const chunk of readSound(runner, sound, { rateHz, channels: 1 }, signal)) {
    const needed = Math.ceil(((sampleCount + chunk.length) * peaksPerSec) / rateHz) + 1;
    if (needed > peaks.length) peaks = grown(peaks, needed);
    addPeaks(peaks, chunk, sampleCount, rateHz);
    sampleCount += chunk.length;
    onSeconds?.(sampleCount / rateHz);
  }
  const count = Math.ceil((sampleCount * peaksPerSec) / rateHz);
  return { peaks: peaks.slice(0, count), durationSec: sampleCount / rateHz };
}

function addPeaks(peaks: Float32Array, chunk: Float32Array, firstSample: number, rateHz: number): void {
  for (let at = 0; at < chunk.length;) {
    const index = Math.floor(((firstSample + at) * peaksPerSec) / rateHz);
    // The first sample of the next 1/100 s, whether or not the rate is a multiple of 100.
    const next = Math.ceil(((index + 1) * rateHz) / peaksPerSec) - firstSample;
    const end = Math.min(chunk.length, Math.max(at + 1, next));
    let loudest = peaks[index];
    for (; at < end; at++) loudest = Math.max(loudest, Math.abs(chunk[at]));
    peaks[index] = Math.min(1, loudest);
  }
}

function grown(peaks: Float32Array, needed: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(Math.max(needed, peaks.length * 2));
  larger.set(peaks);
  return larger;
}
