import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AbortSignalLike } from '../../../core/errors.ts';
import { fittedVoice, type SampleSource } from '../../../core/export/fitted-voice.ts';
import type { SoundtrackFitPlan } from '../../../core/export/soundtrack-fit.ts';
import { readSound, type SoundFacts } from './audio-reader.ts';
import { outputFailure } from './media-failures.ts';
import type { MediaRunner } from './media-runner.ts';

/** Rate and channels in which the fitted voice is wanted. */
export interface SampleFormat {
  readonly rateHz: number;
  readonly channels: number;
}

/**
 * The fitted voice in chunks of interleaved samples, decoded as they are asked for.
 * A plan that plays the voice once streams it; a plan that repeats or reverses it keeps the decoded voice in a temporary file.
 */
export async function* fittedVoiceOf(
  runner: MediaRunner,
  sound: SoundFacts,
  plan: SoundtrackFitPlan,
  format: SampleFormat,
  signal?: AbortSignalLike,
): AsyncGenerator<Float32Array> {
  const chunks = readSound(runner, sound, format, signal);
  const playsOnce = plan.pieces.filter((piece) => piece.kind === 'voice').length <= 1;
  if (playsOnce) {
    try {
      yield* fittedVoice(plan, forwardSource(chunks, format));
    } finally {
      await chunks.return(undefined);
    }
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'facet-voice-'));
  try {
    const file = await open(join(folder, 'voice.f32'), 'w+');
    try {
      yield* fittedVoice(plan, await fileSource(file, chunks, format));
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Counts the samples of a sound (per channel) by decoding it: containers only estimate. */
export async function countSamples(runner: MediaRunner, sound: SoundFacts, signal?: AbortSignalLike): Promise<number> {
  let count = 0;
  for await (const chunk of readSound(runner, sound, { rateHz: sound.rateHz, channels: 1 }, signal))
    count += chunk.length;
  return count;
}

/** Reads a stream of chunks at ever later places; what was passed over is gone. */
function forwardSource(chunks: AsyncGenerator<Float32Array>, format: SampleFormat): SampleSource {
  const { channels } = format;
  let chunk: Float32Array = new Float32Array(0);
  let chunkStart = 0;
  let hasEnded = false;
  const advance = async (): Promise<void> => {
    chunkStart += chunk.length / channels;
    const next = await chunks.next();
    hasEnded = next.done === true;
    chunk = next.done ? new Float32Array(0) : next.value;
  };
  return {
    ...format,
    async read(startSample, count) {
      const samples = new Float32Array(count * channels);
      let filled = 0;
      while (filled < count && !hasEnded) {
        const from = (startSample + filled - chunkStart) * channels;
        if (from >= chunk.length) {
          await advance();
          continue;
        }
        const part = chunk.subarray(from, from + (count - filled) * channels);
        samples.set(part, filled * channels);
        filled += part.length / channels;
      }
      return samples.subarray(0, filled * channels);
    },
  };
}

async function fileSource(
  file: FileHandle,
  chunks: AsyncGenerator<Float32Array>,
  format: SampleFormat,
): Promise<SampleSource> {
  let length = 0;
  for await (const chunk of chunks) {
    try {
      await file.write(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength), 0, chunk.byteLength, length);
    } catch (error) {
      throw outputFailure(error, tmpdir());
    }
    length += chunk.byteLength;
  }
  return {
    ...format,
    async read(startSample, count) {
      const samples = new Float32Array(count * format.channels);
      const position = startSample * format.channels * 4;
      const { bytesRead } = await file.read(new Uint8Array(samples.buffer), 0, samples.byteLength, position);
      return samples.subarray(0, bytesRead >> 2);
    },
  };
}
