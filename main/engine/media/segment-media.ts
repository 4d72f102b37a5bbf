import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isStudioError, StudioError, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import { audioBitRate, type EncodePreset, type EncodeSettings } from '../../../core/export/encode-preset.ts';
import { displayMatrixOf } from '../../../core/media/display-matrix.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import type {
  JoinedFile,
  JoinOptions,
  SampleTrack,
  SegmentMedia,
  SegmentOptions,
  SegmentWriter,
} from '../../../core/ports/segment-media.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { encodeSettingsOf } from './encoder-choice.ts';
import { encodeAudioArguments, isOddSized } from './ffmpeg-encode-arguments.ts';
import { encodeSegmentArguments, joinSegmentsArguments, segmentDelaySec } from './ffmpeg-segment-arguments.ts';
import { writeFailure } from './media-failures.ts';
import type { MediaRun, MediaRunner, RunArgument, RunResult } from './media-runner.ts';
import { FfmpegMediaWriter, frameClockOf, hasForeignTags, type FrameClock } from './media-writer.ts';
import { writeDisplayMatrix } from './mp4-track-header.ts';
import { nutFrameHeader, nutHeader } from './nut-stream.ts';
import { PartialFile } from './partial-file.ts';
import { describeMedia, probeMedia } from './probe.ts';
import { readStereo } from './stereo-sound.ts';

/** Encodes stretches of a picture and joins them, with ffmpeg, native or WebAssembly. */
export class FfmpegSegmentMedia implements SegmentMedia {
  readonly #runner: MediaRunner;
  readonly #writer: FfmpegMediaWriter;

  constructor(runner: MediaRunner) {
    this.#runner = runner;
    this.#writer = new FfmpegMediaWriter(runner);
  }

  async encoderFor(source: MediaInfo, preset: EncodePreset): Promise<string> {
    return isOddSized(supportedPictureOf(source)) ? this.#writer.encoderName : this.#writer.encoderFor(preset);
  }

  async openSegment(options: SegmentOptions): Promise<SegmentWriter> {
    const { source, preset, outputPath, signal } = options;
    throwIfCancelled(signal);
    const video = supportedPictureOf(source);
    const encoder = await this.encoderFor(source, preset);
    const settings = encodeSettingsOf(this.#runner, preset);
    const clock = frameClockOf(video);
    const plan = encodeSegmentArguments({ video, encoder, settings, ticksPerSec: clock.tickRate.num, outputPath });
    const run = this.#runner.start({ program: 'ffmpeg', arguments: plan, signal });
    const { widthPx, heightPx } = video;
    await run.write(nutHeader({ widthPx, heightPx, tickRate: clock.tickRate }));
    return new NutSegmentWriter(run, commandOf(plan), options, video, clock);
  }

  async join(options: JoinOptions): Promise<JoinedFile> {
    const { source, preset, sound, outputPath, signal } = options;
    const video = supportedPictureOf(source);
    const clock = frameClockOf(video);
    const settings = encodeSettingsOf(this.#runner, preset);
    const { document } = await describeMedia(this.#runner, source.path, signal);
    const file = await PartialFile.prepare(outputPath);
    try {
      const commands: string[] = [];
      if (sound) commands.push(await encodeSound(this.#runner, sound, settings, file, signal));
      const plan = joinSegmentsArguments({
        sourcePath: source.path,
        video,
        soundPath: sound ? file.soundPath : null,
        outputPath: file.path,
        ticksPerSec: clock.tickRate.num,
        frameCount: clock.ticks.length,
        firstFrameTick: clock.ticks[0],
        lastFrameTick: clock.ticks[clock.ticks.length - 1],
        lastFrameTicks: clock.lastFrameTicks,
        tags: options.tags,
        keepsForeignTags: hasForeignTags({ ...document.format.tags, ...options.tags }),
      });
      commands.push(commandOf(plan));
      await pipeFiles(this.#runner, plan, options.segmentPaths, file, signal);
      if (video.rotation !== 0 || video.isMirrored) {
        const orientation = { rotation: video.rotation, isMirrored: video.isMirrored === true };
        await writeDisplayMatrix(file.path, displayMatrixOf(orientation, video.codedWidthPx, video.codedHeightPx));
      }
      await assertFrames(this.#runner, file, clock.ticks.length, signal);
      throwIfCancelled(signal);
      const { size } = await stat(file.path);
      await file.complete();
      return { sizeBytes: size, commands };
    } catch (error) {
      await file.remove();
      throw error;
    }
  }

  stereo(path: string, rateHz: number, signal?: AbortSignalLike): AsyncIterable<Float32Array> {
    return readStereo(this.#runner, path, rateHz, signal);
  }
}

class NutSegmentWriter implements SegmentWriter {
  readonly command: string;
  readonly #run: MediaRun;
  readonly #options: SegmentOptions;
  readonly #video: VideoStream;
  readonly #clock: FrameClock;
  #written = 0;
  #previousLength = 0;
  #early: RunResult | null = null;

  constructor(run: MediaRun, command: string, options: SegmentOptions, video: VideoStream, clock: FrameClock) {
    this.command = command;
    this.#run = run;
    this.#options = options;
    this.#video = video;
    this.#clock = clock;
    void run.result.then((result) => (this.#early = result));
  }

  async write(image: YuvImage): Promise<void> {
    const { startFrame, endFrame, outputPath, signal } = this.#options;
    const frame = startFrame + this.#written;
    if (frame >= endFrame) throw this.#countChanged(this.#written + 1);
    if (image.widthPx !== this.#video.widthPx || image.heightPx !== this.#video.heightPx)
      throw new Error(`Frame of ${String(image.widthPx)}x${String(image.heightPx)} for another picture`);
    const tick = this.#clock.ticks[frame] + segmentDelaySec * this.#clock.tickRate.num;
    const header = nutFrameHeader(tick, image.data.length, this.#previousLength);
    this.#previousLength = header.length + image.data.length;
    await this.#run.write(header);
    await this.#run.write(image.data);
    if (this.#early) throw writeFailure(this.#early, outputPath);
    throwIfCancelled(signal);
    this.#written += 1;
  }

  async finish(): Promise<void> {
    const { startFrame, endFrame, outputPath } = this.#options;
    if (this.#written !== endFrame - startFrame) {
      await this.abort();
      throw this.#countChanged(this.#written);
    }
    this.#run.endInput();
    const result = await this.#run.result;
    if (result.exitCode !== 0) throw writeFailure(result, outputPath);
  }

  async abort(): Promise<void> {
    this.#run.kill();
    await this.#run.result;
  }

  #countChanged(count: number): StudioError {
    const expected = this.#options.endFrame - this.#options.startFrame;
    return frameCountChanged(expected, count);
  }
}

function frameCountChanged(expected: number, count: number): StudioError {
  return new StudioError(
    'media.frame-count-changed',
    `${String(expected)} frames were to be written, but there were ${String(count)}. Nothing was written.`,
    { expected, count },
  );
}

/** Encodes the sound to an MP4 of its own beside the output. @returns the command */
async function encodeSound(
  runner: MediaRunner,
  { rateHz, channels, open }: SampleTrack,
  settings: EncodeSettings,
  file: PartialFile,
  signal: AbortSignalLike | undefined,
): Promise<string> {
  const plan = encodeAudioArguments({
    inputRateHz: rateHz,
    outputRateHz: rateHz,
    channels,
    bitRate: audioBitRate(settings, rateHz, channels),
    outputPath: file.soundPath,
  });
  const run = runner.start({ program: 'ffmpeg', arguments: plan, signal });
  try {
    for await (const samples of open()) {
      await run.write(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
      throwIfCancelled(signal);
    }
    run.endInput();
    const result = await run.result;
    if (result.exitCode !== 0) throw writeFailure(result, file.targetPath);
  } finally {
    run.kill();
    await run.result;
  }
  return commandOf(plan);
}

/** Runs ffmpeg with the files' bytes, one after the other, on its input. */
async function pipeFiles(
  runner: MediaRunner,
  plan: readonly RunArgument[],
  paths: readonly string[],
  file: PartialFile,
  signal: AbortSignalLike | undefined,
): Promise<void> {
  const run = runner.start({ program: 'ffmpeg', arguments: plan, signal });
  try {
    for (const path of paths) {
      for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
        await run.write(bytes as Uint8Array);
        throwIfCancelled(signal);
      }
    }
    run.endInput();
    const result = await run.result;
    if (result.exitCode !== 0) throw writeFailure(result, file.targetPath);
  } finally {
    run.kill();
    await run.result;
  }
}

/** The promise "frames in, frames out" is checked on the file itself before it gets its name. */
async function assertFrames(
  runner: MediaRunner,
  file: PartialFile,
  expected: number,
  signal: AbortSignalLike | undefined,
): Promise<void> {
  const written = await probeMedia(runner, file.path, signal).catch((error: unknown) => {
    if (isStudioError(error, 'job.cancelled')) throw error;
    const details = { path: file.targetPath };
    throw new StudioError(
      'export.encoder-failed',
      'The encoder wrote a file that can not be read back.',
      details,
      error,
    );
  });
  const count = written.video?.frameTimesSec.length ?? 0;
  if (count !== expected) throw frameCountChanged(expected, count);
}

/** Words of a shell line; pipes as ffmpeg names them. */
function commandOf(words: readonly RunArgument[]): string {
  const texts = words.map((word) =>
    typeof word === 'string' ? word : 'path' in word ? word.path : word.kind === 'stdin' ? 'pipe:0' : 'pipe:1',
  );
  const quoted = texts.map((text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`));
  return ['ffmpeg', ...quoted].join(' ');
}
