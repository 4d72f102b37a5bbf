import { StudioError, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import { readAudioArguments } from './ffmpeg-arguments.ts';
import { readFailure } from './media-failures.ts';
import type { MediaRunner } from './media-runner.ts';
import { describeMedia } from './probe.ts';

/** Sound as it is stored: which stream, how fast, how many channels, and the container's time of the presentation's start. */
export interface SoundFacts {
  readonly path: string;
  readonly streamIndex: number;
  readonly rateHz: number;
  readonly channels: number;
  readonly originSec: number;
}

/** Samples (per channel) in a chunk. */
const chunkSamples = 16_384;

/** Finds the first sound stream. @throws StudioError 'media.no-audio' and those of {@link describeMedia} */
export async function findSound(runner: MediaRunner, path: string, signal?: AbortSignalLike): Promise<SoundFacts> {
  const { document, originSec } = await describeMedia(runner, path, signal);
  const stream = document.streams.find(
    (candidate) => candidate.codec_type === 'audio' && (candidate.sample_rate ?? 0) > 0,
  );
  if (!stream) throw new StudioError('media.no-audio', 'The file has no sound. Choose a file with a voice.', { path });
  // More than eight channels have no agreed order in AAC; ffmpeg then mixes down to 7.1.
  return {
    path,
    streamIndex: stream.index,
    rateHz: stream.sample_rate ?? 0,
    channels: Math.max(1, Math.min(8, stream.channels)),
    originSec,
  };
}

/**
 * Decodes sound as interleaved float32 [S, C] in [-1, 1] in chunks, sample 0 at the start of the presentation.
 *
 * @throws StudioError 'media.truncated' when decoding stops with an error, 'job.cancelled'
 */
export async function* readSound(
  runner: MediaRunner,
  sound: SoundFacts,
  target: { readonly rateHz: number; readonly channels: number },
  signal?: AbortSignalLike,
): AsyncGenerator<Float32Array> {
  throwIfCancelled(signal);
  const run = runner.start({
    program: 'ffmpeg',
    arguments: readAudioArguments({ ...sound, sampleRateHz: target.rateHz, channels: target.channels }),
    signal,
  });
  try {
    for (;;) {
      const bytes = new Uint8Array(chunkSamples * target.channels * 4);
      const count = await run.readInto(bytes);
      if (count >= 4) yield new Float32Array(bytes.buffer, 0, count >> 2);
      if (count < bytes.length) break;
    }
    const result = await run.result;
    if (result.exitCode !== 0 || result.endedBy !== 'itself') throw readFailure(result, sound.path);
  } finally {
    run.kill();
  }
}
