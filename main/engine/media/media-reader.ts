import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import type { FrameReadOptions, MediaReader, VideoFrame } from '../../../core/ports/media.ts';
import { findSound, readSound } from './audio-reader.ts';
import { readFrames } from './frame-reader.ts';
import { withMeasuredSound } from './measured-sound.ts';
import type { MediaRunner } from './media-runner.ts';
import { probeMedia } from './probe.ts';

/** Reads media with ffmpeg, native or WebAssembly. Holds nothing open between calls. */
export class FfmpegMediaReader implements MediaReader {
  readonly #runner: MediaRunner;

  constructor(runner: MediaRunner) {
    this.#runner = runner;
  }

  async probe(path: string, signal?: AbortSignalLike): Promise<MediaInfo> {
    return withMeasuredSound(this.#runner, await probeMedia(this.#runner, path, signal), signal);
  }

  frames(info: MediaInfo, options?: FrameReadOptions): AsyncIterable<VideoFrame> {
    return readFrames(this.#runner, info, options);
  }

  async *audio(path: string, sampleRateHz: number, signal?: AbortSignalLike): AsyncGenerator<Float32Array> {
    const sound = await findSound(this.#runner, path, signal);
    yield* readSound(this.#runner, sound, { rateHz: sampleRateHz, channels: 1 }, signal);
  }
}
