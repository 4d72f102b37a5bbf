import type { AbortSignalLike } from '../../../core/errors.ts';
import { findSound, readSound } from './audio-reader.ts';
import type { MediaRunner } from './media-runner.ts';

/**
 * A file's first sound stream in two channels at a rate, interleaved [S, 2], sample 0 at the start of the presentation.
 * One channel is heard on both sides as loud as it is: ffmpeg's own way to two channels would take 3 dB off.
 *
 * @throws StudioError 'media.no-audio' and the errors of reading
 */
export async function* readStereo(
  runner: MediaRunner,
  path: string,
  rateHz: number,
  signal?: AbortSignalLike,
): AsyncGenerator<Float32Array> {
  const sound = await findSound(runner, path, signal);
  const channels = Math.min(2, sound.channels);
  for await (const chunk of readSound(runner, sound, { rateHz, channels }, signal)) {
    yield channels === 2 ? chunk : doubled(chunk);
  }
}

function doubled(mono: Float32Array): Float32Array {
  const both = new Float32Array(mono.length * 2);
  mono.forEach((sample, i) => {
    both[i * 2] = sample;
    both[i * 2 + 1] = sample;
  });
  return both;
}
